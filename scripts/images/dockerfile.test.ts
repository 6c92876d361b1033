import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { start } from './build.ts';
import { sbomFile } from './bundle-files.ts';
import { account } from './image.ts';

const text = readFileSync(join(import.meta.dirname, '../../Dockerfile'), 'utf8');
/** Of the stage that becomes the image. */
const last = text.slice(text.lastIndexOf('\nFROM ')).trim().split('\n');

function said(instruction: string): readonly string[] {
  return last
    .filter((line) => line.startsWith(`${instruction} `))
    .map((line) => line.slice(instruction.length + 1));
}

test('an engine builds an image that starts as ours does, of the same layers on nothing', () => {
  expect(said('FROM')).toEqual(['scratch']);
  expect(said('COPY')).toEqual([
    '--from=files /files/base/ /',
    '--from=files /files/common/ /',
    '--from=files /files/function/ /',
    '--from=files /files/compiled/ /',
  ]);
  expect(said('USER')).toEqual([account]);
  expect(said('EXPOSE')).toEqual([`${start.port}/tcp`]);
  expect(said('WORKDIR')).toEqual([start.folder]);
  expect(said('STOPSIGNAL')).toEqual(['SIGTERM']);
  expect(said('ENTRYPOINT').map((each) => JSON.parse(each))).toEqual([start.entrypoint]);
  expect(said('RUN')).toEqual([]);
  expect(said('LABEL')).toEqual([
    'org.opencontainers.image.title="serai/$FUNCTION"',
    `org.opencontainers.image.version="${packageJson.version}"`,
    'org.opencontainers.image.licenses="Apache-2.0"',
    `serai.dev/sbom="/${sbomFile}"`,
  ]);
});
