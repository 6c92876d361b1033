import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { SetupProblem } from './setup-problem.ts';
import { tableTypes } from './table-types.ts';

async function databaseWith(statements: string): Promise<string> {
  const house = await testDatabase({ empty: true });
  const client = new pg.Client({ connectionString: house.url });
  await client.connect();
  await client.query(statements);
  await client.end();
  onTestFinished(() => house.close());
  return house.url;
}

describe('the committed row types', () => {
  test('are those of the migrations (npx node scripts/generate-tables.ts writes them)', async () => {
    const house = await testDatabase();
    onTestFinished(() => house.close());
    const committed = new URL('../../schema/tables.generated.ts', import.meta.url);
    expect(await readFile(committed, 'utf8')).toBe(await tableTypes(house.url));
  });
});

describe('writing row types', () => {
  test('gives each column the type and the null that our adapter returns', async () => {
    const url = await databaseWith(`
      create schema loft;
      create type loft.mood as enum ('calm', 'wild');
      create domain loft.minor as bigint;
      create table loft.birds (bird_id uuid primary key, weight numeric, eggs loft.minor not null,
        mood loft.mood, days date[] not null, note jsonb, wing bytea, left_at timestamptz, "odd name" boolean not null)
        partition by hash (bird_id);
      create table loft.birds_0 partition of loft.birds for values with (modulus 1, remainder 0);
      create view loft.calm as select bird_id from loft.birds where mood = 'calm';
      create extension pg_stat_statements schema loft`);
    expect(
      await tableTypes(url),
    ).toBe(`// Generated from schema/migrations by scripts/generate-tables.ts. Do not edit.
/** A row of each table as the database port returns it. */
export interface Tables {
  'loft.birds': {
    bird_id: string;
    weight: string | null;
    eggs: number;
    mood: 'calm' | 'wild' | null;
    days: string[];
    note: unknown;
    wing: Buffer | null;
    left_at: string | null;
    "odd name": boolean;
  };
  'loft.calm': {
    bird_id: string | null;
  };
}

export type Row<Name extends keyof Tables> = Tables[Name];
`);
  });

  test('refuses a type that nobody has said how to read', async () => {
    const url = await databaseWith('create table public.dots (at point)');
    await expect(tableTypes(url)).rejects.toStrictEqual(
      new SetupProblem(
        'Column at of public.dots is point, which has no TypeScript type in table-types.ts.',
      ),
    );
  });
});
