/** A consumer on a real log and database: what it does, it does once, and a record it cannot handle it parks. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '#shared/database/database.ts';
import { context, type PushHouse, pushHouse, tenantId } from '#shared/push/testing/house.ts';
import { testClock } from '#shared/testing/sources.ts';
import { type MarkingHouse, mark, markingHouse, numbered, textOf } from './testing/marking.ts';

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

describe('What a consumer does with a batch', () => {
  test('is done with its offset, and a successor goes on behind it', async () => {
    const declaration = at.marking();
    const first = await at.start(declaration);
    await at.append(...numbered(60));
    await at.handled(declaration, 60);
    await first.stop();
    await at.append('later');
    await at.start(declaration);
    await at.handled(declaration, 61);
    expect(await at.marksOf(declaration)).toEqual([...numbered(60), 'later']);
  });

  test('leaves its facts with dense positions, in the order they were said', async () => {
    const declaration = at.marking();
    await at.start(declaration);
    await at.append(...numbered(30));
    await at.handled(declaration, 30);
    const events = await database.read([tenantId], (sql) =>
      sql.rows<{ position: number; subject: string }>(
        `select position, subject from events
         where partition = 0 and type = 'thing.marked.v1' order by position desc limit 30`,
      ),
    );
    const inOrder = events.toReversed();
    const [first] = inOrder;
    expect(inOrder.map(({ subject }) => subject)).toEqual(numbered(30));
    expect(inOrder.map(({ position }) => position - (first?.position ?? 0))).toEqual(
      Array.from({ length: 30 }, (_, at) => at),
    );
  });

  test('is told after COMMIT, and not when there was none', async () => {
    const told: string[] = [];
    let failing = true;
    const declaration = at.marking({
      async handle({ records }) {
        return {
          ...{ tenants: [tenantId], events: [] },
          async write(sql) {
            await sql.count('select 1');
            if (failing) {
              failing = false;
              throw new Error('not this time');
            }
          },
          committed: () => told.push(...records.map(textOf)),
        };
      },
    });
    await at.append('a', 'b');
    await at.start(declaration);
    await at.handled(declaration, 2);
    // The offset is in the database a moment before its COMMIT is answered.
    await expect.poll(() => told).toEqual(['a', 'b']);
  });
});

describe('What is presumed new', () => {
  test('and is there already is handled once more with a look, from an empty memory', async () => {
    const clock = testClock();
    const attempts: [presumed: boolean, remembered: string[], texts: string[]][] = [];
    const declaration = at.marking({
      async handle({ records, memory }, { presumeNew, read }) {
        const texts = records.map(textOf);
        attempts.push([presumeNew, [...memory], texts]);
        memory.push(...texts);
        const known = presumeNew ? [] : await read([tenantId], () => at.marksOf(declaration));
        const fresh = texts.filter((text) => !known.includes(text));
        return {
          ...{ tenants: [tenantId], events: [] },
          write: (sql) => mark(sql, declaration.name, fresh),
        };
      },
    });
    await at.start(declaration, { ...at.main, engines: { ...at.main.engines, clock } });
    await at.append('a');
    await at.handled(declaration, 1);
    clock.advance(2_000);
    await at.append('b');
    await at.handled(declaration, 2);
    await at.append('a', 'c');
    await at.handled(declaration, 4);
    await at.append('b');
    await at.handled(declaration, 5);
    expect(attempts).toEqual([
      [false, [], ['a']],
      [true, ['a'], ['b']],
      [true, ['a', 'b'], ['a', 'c']],
      [false, [], ['a', 'c']],
      [false, ['a', 'c'], ['b']],
    ]);
    expect(await at.marksOf(declaration)).toEqual(['a', 'b', 'c']);
    expect(at.logged).toEqual([]);
  });
});

describe('A record that cannot be handled', () => {
  test.each([0, 1, 13, 24])(
    'is parked, and no other is lost or done twice: at %d',
    async (place) => {
      const declaration = at.marking();
      await at.append(...numbered(25).with(place, 'poison'));
      await at.start(declaration);
      await at.handled(declaration, 25);
      expect(await at.marksOf(declaration)).toEqual(numbered(25).toSpliced(place, 1));
      const parked = await database.read([], (sql) =>
        sql.rows('select partition, "offset", reason from parked where consumer = $1', [
          declaration.name,
        ]),
      );
      expect(parked).toEqual([
        { partition: 0, offset: place, reason: 'TypeError: it cannot be swallowed' },
      ]);
      expect(at.logged).toEqual(['a record was parked: TypeError: it cannot be swallowed']);
    },
  );

  test('leaves nothing in memory of what it made others fail with', async () => {
    const remembered: string[][] = [];
    const inner = at.marking();
    const declaration = at.marking({
      name: inner.name,
      handle(input, tools) {
        remembered.push([...input.memory]);
        return inner.handle(input, tools);
      },
    });
    await at.append('a', 'poison', 'b');
    await at.start(declaration);
    await at.handled(declaration, 3);
    await at.append('c');
    await at.handled(declaration, 4);
    // All, a, poison and b, poison, b, c: each time what the successes before it have left.
    expect(remembered).toEqual([[], [], ['a'], [], [], ['b']]);
  });

  test('is parked when only the database refuses it', async () => {
    const inner = at.marking();
    const declaration = at.marking({
      name: inner.name,
      async handle({ records }) {
        const texts = records.map(textOf);
        return {
          ...{ tenants: [tenantId], events: [] },
          write: (sql) => mark(sql, inner.name, texts),
        };
      },
    });
    await at.append('a', 'nul \u0000', 'b');
    await at.start(declaration);
    await at.handled(declaration, 3);
    expect(await at.marksOf(declaration)).toEqual(['a', 'b']);
    expect(at.logged[0]).toMatch(/a record was parked: DatabaseRefused/);
  });
});
