import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goProgram, isNewEnough } from './go.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serai-go-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function goThatSays(said: string): Promise<string> {
  const file = join(folder, 'go');
  await writeFile(file, `#!/bin/sh\n${said}\n`);
  await chmod(file, 0o755);
  return file;
}

describe('Go', () => {
  test('is taken from where the variable says', async () => {
    expect(await goProgram({ GO: '/opt/go', PATH: folder })).toBe('/opt/go');
  });

  test('of this machine is taken when it is new enough', async () => {
    const file = await goThatSays('echo go version go1.26.0 linux/amd64');
    expect(await goProgram({ PATH: folder })).toBe(file);
  });

  test.each([
    ['echo go version go1.25.9 linux/amd64', false],
    ['echo go version go1.26.0 linux/amd64', true],
    ['echo go version go1.27.3 X:nogreenteagc linux/arm64', true],
    ['echo go version go2.0 linux/amd64', false],
    ['echo nothing of the kind', false],
    ['exit 1', false],
  ])('that does `%s` is new enough: %s', async (said, verdict) => {
    expect(await isNewEnough(await goThatSays(said))).toBe(verdict);
  });
});
