import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expireKeyFiles, readKeyFile, writeKeyFile } from './key-backup.ts';

const made = Date.UTC(2026, 10, 1);
const dayMs = 86_400_000;
const until = '2026-12-01T00:00:00.000Z';

let place: string;
let rows: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'serai-keys-'));
  rows = join(place, 'rows');
  await writeFile(rows, 'what was in the tables');
});
afterAll(() => rm(place, { recursive: true }));

test('Keys are read back for thirty days, by nobody but their owner, and not a moment longer', async () => {
  const [file, back] = [join(place, 'keys'), join(place, 'back')];
  expect(await writeKeyFile(file, rows, made)).toBe(until);
  await readKeyFile(file, back, made + 30 * dayMs - 1);
  expect(await readFile(back, 'utf8')).toBe('what was in the tables');
  for (const each of [file, back]) expect((await stat(each)).mode & 0o777).toBe(0o600);
  await expect(readKeyFile(file, back, made + 30 * dayMs)).rejects.toThrow(
    `The keys in ${file} have expired on ${until}; delete it.`,
  );
  await expect(readKeyFile(rows, back, made)).rejects.toThrow(`${rows} is no backup of keys.`);
});

test('Expired keys are deleted, and nothing else is', async () => {
  const directory = await mkdtemp(join(place, 'many-'));
  const [old, young] = [join(directory, 'old.keys'), join(directory, 'young.keys')];
  await writeKeyFile(old, rows, made);
  await writeKeyFile(young, rows, made + dayMs);
  await writeFile(join(directory, 'house.backup'), 'serai-house-1\n{}\n');
  await writeFile(join(directory, 'empty'), '');
  expect(await expireKeyFiles(directory, made + 30 * dayMs)).toEqual([old]);
  expect((await readdir(directory)).toSorted()).toEqual(['empty', 'house.backup', 'young.keys']);
  expect(await expireKeyFiles(directory, made + 30 * dayMs)).toEqual([]);
});
