/** `serai backup`, `serai restore`, `serai expire-keys`: a whole house in a file, keys of personal data in another, and back. */
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemClock } from '#shared/system.ts';
import { type Command, command } from '../command.ts';
import { databaseAtHand, databaseOptions } from '../database-at-hand.ts';
import { backupHouse, isThere, restoreHouse } from '../house-backup.ts';
import { expireKeyFiles } from '../key-backup.ts';
import { exitCodes, Sorry } from '../sorry.ts';

export const backup: Command = command({
  name: 'backup',
  summary:
    'Writes a running or stopped house into a file, and the keys of personal data into another, which ends.',
  options: {
    to: { value: 'FILE', help: 'The file to write; only its owner may read it' },
    'keys-to': { value: 'FILE', help: 'Where the keys go (the name of the file and .keys)' },
    ...databaseOptions,
  },
  async run({ values }, world) {
    if (values.to === undefined) throw new Sorry('serai backup needs --to FILE.', exitCodes.usage);
    const database = await databaseAtHand(values, world);
    try {
      const keysTo = values['keys-to'] ?? `${values.to}.keys`;
      const nowMs = systemClock.nowMs();
      const { tables, rows, keysUntil } = await backupHouse(database, {
        ...{ to: values.to, keysTo, nowMs },
      });
      world.out(`${values.to} has ${rows} rows of ${tables} tables, and the house's keys.`);
      world.out(`${keysTo} opens the personal data in it, until ${keysUntil}. Keep the two apart,`);
      world.out('each as you keep a password.');
      for (const file of await expireKeyFiles(dirname(keysTo), nowMs))
        world.out(`${file} had expired.`);
    } finally {
      await database.stop();
    }
  },
});

export const restore: Command = command({
  name: 'restore',
  summary: 'Puts a backup into a new home, or into an empty database.',
  options: {
    from: { value: 'FILE', help: 'What "serai backup" wrote' },
    keys: { value: 'FILE', help: 'The keys of personal data (the name of the file and .keys)' },
    'without-keys': { help: 'Nobody whose data was sealed can be read again' },
    ...databaseOptions,
  },
  async run({ values }, world) {
    if (values.from === undefined)
      throw new Sorry('serai restore needs --from FILE.', exitCodes.usage);
    const keysFrom = await keysAtHand(values.from, values.keys, values['without-keys']);
    const database = await databaseAtHand(values, world, { make: true });
    let whole = false;
    try {
      const { tables, rows } = await restoreHouse(database, {
        ...{ from: values.from, keysFrom, nowMs: systemClock.nowMs() },
      });
      whole = true;
      world.out(
        `${rows} rows of ${tables} tables are back, and the house's keys in ${database.home}.`,
      );
    } finally {
      await database.stop();
      // A database that was made for this holds nothing: the next attempt begins with an empty one.
      if (!whole && database.made !== undefined) await rm(database.made, { recursive: true });
    }
  },
});

/** Left out, names would be lost without a word. */
async function keysAtHand(
  from: string,
  keys = `${from}.keys`,
  without = false,
): Promise<string | undefined> {
  if (!(await isThere(from))) throw new Sorry(`There is no backup at ${from}.`);
  if (without) return undefined;
  if (await isThere(keys)) return keys;
  throw new Sorry(
    `There are no keys of personal data at ${keys}: name them with --keys, or say --without-keys.`,
  );
}

export const expireKeys: Command = command({
  name: 'expire-keys',
  summary:
    'Deletes backups of keys of personal data that have expired. "serai backup" does it beside its own.',
  options: { in: { value: 'DIRECTORY', help: 'Where they are' } },
  async run({ values }, world) {
    if (values.in === undefined)
      throw new Sorry('serai expire-keys needs --in DIRECTORY.', exitCodes.usage);
    const expired = await expireKeyFiles(values.in, systemClock.nowMs());
    for (const file of expired) world.out(`${file} had expired.`);
    world.out(`${expired.length} deleted.`);
  },
});
