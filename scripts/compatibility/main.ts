/**
 * Compares the contracts with those of the last release and fails where a change would break a
 * client or a consumer. `--release` keeps today's as the released ones.
 */
import { copyFile, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import { breakingChanges } from './judge.ts';
import { Json } from './schema.ts';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const files = { openapi: 'openapi.json', events: 'asyncapi.json' } as const;
const released = { openapi: 'released/openapi.json', events: 'released/events.json' } as const;

const Versioned = z.looseObject({ info: z.looseObject({ version: z.string() }) });

async function read(file: string): Promise<Json> {
  return Json.parse(JSON.parse(await readFile(`${docs}${file}`, 'utf8')));
}

async function check(): Promise<number> {
  const openapi = await read(released.openapi);
  const { version } = Versioned.parse(openapi).info;
  const found = breakingChanges(
    { version, openapi, events: await read(released.events) },
    {
      version: packageJson.version,
      openapi: await read(files.openapi),
      events: await read(files.events),
    },
  );
  for (const { rule, at, change } of found) process.stderr.write(`${rule}: ${at}: ${change}\n`);
  if (found.length === 0) return 0;
  process.stderr.write(
    `${found.length} changes break what ${version} promised. Keep it, or raise the version in ` +
      'package.json (the minor one before 1.0.0, then the major one); a changed fact gets a type ' +
      'with the next .vN beside the old one.\n',
  );
  return 1;
}

if (process.argv.includes('--release')) {
  await copyFile(`${docs}${files.openapi}`, `${docs}${released.openapi}`);
  await copyFile(`${docs}${files.events}`, `${docs}${released.events}`);
} else {
  process.exitCode = await check();
}
