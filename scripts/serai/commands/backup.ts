/** `serai backup` and `serai restore`: a whole house in one file, and back. */
import { rm } from 'node:fs/promises';
import { type Command, command } from '../command.ts';
import { databaseAtHand, databaseOptions } from '../database-at-hand.ts';
import { backupHouse, restoreHouse } from '../house-backup.ts';
import { exitCodes, Sorry } from '../sorry.ts';

export const backup: Command = command({
  name: 'backup',
  summary:
    'Writes a running or stopped house into one file. It holds secrets: the keys of tokens and of guests.',
  options: {
    to: { value: 'FILE', help: 'The file to write; only its owner may read it' },
    ...databaseOptions,
  },
  async run({ values }, world) {
    if (values.to === undefined) throw new Sorry('serai backup needs --to FILE.', exitCodes.usage);
    const database = await databaseAtHand(values, world);
    try {
      const { tables, rows } = await backupHouse(database, values.to);
      world.out(`${values.to} has ${rows} rows of ${tables} tables, and the house's keys.`);
      world.out('Keep it as you keep a password.');
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
    ...databaseOptions,
  },
  async run({ values }, world) {
    if (values.from === undefined)
      throw new Sorry('serai restore needs --from FILE.', exitCodes.usage);
    const database = await databaseAtHand(values, world, { make: true });
    let whole = false;
    try {
      const { tables, rows } = await restoreHouse(database, values.from);
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
