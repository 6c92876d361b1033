/** A consumer whose world goes wrong: it loses nothing, skips nothing, and gives way to its successor. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '#shared/database/database.ts';
import { context, fact, type PushHouse, pushHouse, tenantId } from '#shared/push/testing/house.ts';
import { openReader } from './consume.ts';
import { LogChanged } from './offsets.ts';
import { type Marking, type MarkingHouse, mark, markingHouse, textOf } from './testing/marking.ts';

let house: PushHouse;
let database: Database;
let at: MarkingHouse;

beforeAll(async () => {
  house = await pushHouse();
  database = house.database(`serai_${context}`, { schema: context });
});
afterAll(() => house.close());
beforeEach(async () => {
  at = await markingHouse(house, database);
});
afterEach(() => at.stop());

describe('What is wrong with more than a record', () => {
  test('loses none: a table that is missing is waited for', async () => {
    const table = `inbox_${randomUUID().slice(0, 8)}`;
    const declaration = at.marking({
      async handle({ records }) {
        return {
          ...{ tenants: [tenantId], events: [] },
          async write(sql) {
            await sql.count(`insert into ${table} select * from unnest($1::text[])`, [
              records.map(textOf),
            ]);
          },
        };
      },
    });
    await at.append('a', 'b');
    await at.start(declaration);
    await at.complained();
    expect(await at.offsetOf(declaration)).toBe(0);
    expect(at.logged[0]).toMatch(
      /read again from its stored offset: DatabaseRefused: relation .* does not exist/,
    );
    await asOwner(`create table ${context}.${table} (text text);
                   grant all on ${context}.${table} to serai_${context}`);
    await at.handled(declaration, 2);
    const rows = await database.read([], (sql) => sql.rows(`select text from ${table} order by 1`));
    expect(rows).toEqual([{ text: 'a' }, { text: 'b' }]);
  });

  test('loses none: a database that is away is waited for', async () => {
    const declaration = at.marking();
    const first = await at.start(declaration);
    await at.append('a');
    await at.handled(declaration, 1);
    at.main.drop();
    await at.append('b');
    await at.complained();
    expect(at.logged[0]).toMatch(/DatabaseUnavailable/);
    expect(await at.marksOf(declaration)).toEqual(['a']);
    await first.stop();
    await at.start(declaration, house.process());
    await at.handled(declaration, 2);
    expect(await at.marksOf(declaration)).toEqual(['a', 'b']);
  });
});

describe('A reader that is no longer the only one', () => {
  test('commits nothing once another has moved the offset, and its memory ends with it', async () => {
    const declaration = at.marking();
    await at.append('a', 'b');
    const [state] = await house.log.partitions(at.topic);
    if (state === undefined) expect.fail();
    const [slow, quick] = [
      await openReader(declaration, at.main.engines, 0, state),
      await openReader(declaration, at.main.engines, 0, state),
    ];
    const records = await house.log.read({ topic: at.topic, partition: 0 }, 0, 10);
    await quick.handle(records);
    await expect(slow.handle(records)).rejects.toMatchObject({ name: 'FenceLost' });
    expect(slow.position).toBe(0);
    expect(await at.marksOf(declaration)).toEqual(['a', 'b']);
    expect(await at.offsetOf(declaration)).toBe(2);
  });

  test('is opened again by the log at the offset that was stored', async () => {
    const declaration = at.marking();
    await at.start(declaration);
    await at.append('a');
    await at.handled(declaration, 1);
    await database.write([tenantId], async (sql) => {
      await sql.count('update consumer_offsets set next_offset = 2 where consumer = $1', [
        declaration.name,
      ]);
      await mark(sql, declaration.name, ['b, by another']);
    });
    await at.append('b', 'c');
    await at.handled(declaration, 3);
    expect(await at.marksOf(declaration)).toEqual(['a', 'b, by another', 'c']);
    expect(at.logged[0]).toMatch(/FenceLost/);
  });
});

describe('Facts that a relay carried twice', () => {
  async function handledOf(positions: readonly number[]): Promise<readonly string[]> {
    const declaration = at.marking();
    await at.start(declaration);
    for (const position of positions) {
      const sequence = String(position).padStart(20, '0');
      const { extensions } = fact(`f${position}`);
      await house.append(
        at.topic,
        fact(`f${position}`, { data: `${position}`, extensions: { ...extensions, sequence } }),
      );
    }
    await at.handled(declaration, positions.length);
    expect(at.logged).toEqual([]);
    return at.marksOf(declaration);
  }

  test('are handled once, by their position', async () => {
    expect(await handledOf([0, 1, 2, 1, 2, 3, 0, 4])).toEqual(['0', '1', '2', '3', '4']);
  });

  test('are all handled, in order, when only some of the first append were there', async () => {
    expect(await handledOf([0, 2, 4, 0, 1, 2, 3, 4])).toEqual(['0', '1', '2', '3', '4']);
  });
});

describe('A topic that is not the one that was read', () => {
  async function stop(declaration: Marking): Promise<void> {
    const subscription = await at.start(declaration);
    await at.handled(declaration, 3);
    await subscription.stop();
    at.logged.length = 0;
  }

  async function refusesToGoOn(declaration: Marking, reason: RegExp): Promise<void> {
    await at.start(declaration);
    await at.complained();
    for (const line of at.logged) expect(line).toMatch(reason);
    expect(await at.offsetOf(declaration)).toBe(3);
    expect(await at.marksOf(declaration)).toEqual(['a', 'b', 'c']);
  }

  test.each([
    [
      'made again',
      `topic_identity = gen_random_uuid()`,
      3,
      /LogChanged: .* the topic was made again/,
    ],
    ['shorter than it was', 'next_offset = 9', 9, /LogChanged: .* the topic ends at 3, before 9/],
  ])(
    'because it was %s stops the consumer with an alarm',
    async (_what, change, offset, reason) => {
      const declaration = at.marking();
      await at.append('a', 'b', 'c');
      await stop(declaration);
      await database.write([], (sql) =>
        sql.count(`update consumer_offsets set ${change} where consumer = $1`, [declaration.name]),
      );
      if (offset === 3) await refusesToGoOn(declaration, reason);
      else {
        await at.start(declaration);
        await at.complained();
        for (const line of at.logged) expect(line).toMatch(reason);
        expect(await at.offsetOf(declaration)).toBe(9);
      }
    },
  );

  test('because its records went before they were read is never skipped over', async () => {
    const declaration = at.marking();
    const [state] = await house.log.partitions(at.topic);
    if (state === undefined) expect.fail();
    await openReader(declaration, at.main.engines, 0, state);
    const later = { ...state, firstOffset: 5, nextOffset: 9 };
    await expect(openReader(declaration, at.main.engines, 0, later)).rejects.toThrow(LogChanged);
    await expect(openReader(declaration, at.main.engines, 0, later)).rejects.toThrow(
      'records from 0 to 5 are gone',
    );
    expect(await at.offsetOf(declaration)).toBe(0);
  });
});

async function asOwner(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: house.url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
