/** Migrations by several processes at once, and while the version before them works. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { migrationDirectory } from '../testing/migrations.ts';
import { DatabaseUnavailable } from './database.ts';
import { migrate } from './migrate.ts';
import { migrationFiles } from './migration-files.ts';

const ours = join(import.meta.dirname, '../../schema/migrations');
const program = join(import.meta.dirname, 'testing/migrate-process.ts');
const processMsMax = 60_000;

let house: TestDatabase;
beforeEach(async () => {
  house = await testDatabase({ empty: true });
});
afterEach(() => house.close());

async function migrateInProcess(directory: string): Promise<string[]> {
  const args = [program, house.url, directory];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: processMsMax });
  return JSON.parse(stdout);
}

describe('Two processes that migrate one database at once', () => {
  test('share the work: every file once, in order, and both end well', async () => {
    const [one = [], other = []] = await Promise.all([
      migrateInProcess(ours),
      migrateInProcess(ours),
    ]);
    const names = (await migrationFiles(ours)).map(({ name }) => name);
    expect([...one, ...other].sort()).toEqual(names);
    const owner = new pg.Client({ connectionString: house.url });
    await owner.connect();
    const { rows } = await owner.query(
      'select name from migrations.applied order by applied_at, name',
    );
    await owner.end();
    expect(rows.map(({ name }) => name)).toEqual(names);
  });
});

describe('A migration while the version before it works', () => {
  const before = {
    '0001-pantry-jars.sql': 'create table pantry.jars (jar_id integer primary key)',
  };
  const after = {
    ...before,
    '0002-pantry-labels.sql': `alter table pantry.jars add column label text not null default '';
      create index on pantry.jars (label)`,
    '0003-pantry-shelves.sql': 'alter table pantry.jars add column shelf integer',
  };

  test('disturbs nobody for longer than a retry, and loses nothing', async () => {
    const old = await migrationDirectory(before);
    const next = await migrationDirectory(after);
    await migrate({ url: house.url, directory: old.directory });
    const database = house.database('serai_pantry');
    const ended = new AbortController();
    const written: number[] = [];
    const failures: unknown[] = [];

    /** The old version knows nothing of new columns, and has its statements prepared. */
    async function work(first: number): Promise<void> {
      for (let jar = first; !ended.signal.aborted; jar += 4) {
        try {
          await database.write([], async (sql) => {
            await sql.count('insert into pantry.jars (jar_id) values ($1)', [jar]);
            await sql.rows('select * from pantry.jars where jar_id = $1', [jar]);
          });
          written.push(jar);
        } catch (error) {
          failures.push(error);
        }
      }
    }
    const working = Promise.all([0, 1, 2, 3].map(work));
    await expect.poll(() => written.length).toBeGreaterThan(20);
    const applied = await Promise.all([
      migrateInProcess(next.directory),
      migrateInProcess(next.directory),
    ]);
    const during = written.length;
    await expect.poll(() => written.length).toBeGreaterThan(during + 20);
    ended.abort();
    await working;

    expect(applied.flat().sort()).toEqual(['0002-pantry-labels.sql', '0003-pantry-shelves.sql']);
    expect(failures.filter((error) => !(error instanceof DatabaseUnavailable))).toEqual([]);
    const kept = await database.read([], (sql) =>
      sql.rows<{ jar_id: number }>('select jar_id from pantry.jars order by jar_id'),
    );
    expect(kept.map(({ jar_id }) => jar_id)).toEqual(written.toSorted((a, b) => a - b));
    await Promise.all([old.close(), next.close()]);
  });
});
