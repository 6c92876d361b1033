/** A request that writes does all of it once, or nothing. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { memoryChannels } from '#shared/cache/memory-channels.ts';
import type { Database } from '#shared/database/database.ts';
import { freshFacts } from '#shared/events/fresh-facts.ts';
import type { Engines } from '#shared/function/engines.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import { testSources } from '#shared/testing/sources.ts';
import { type KeptAnswer, type WriteRequest, writeOnce } from './write.ts';

const tenantId = '0190a5f0-0000-7000-8000-000000000001';
const otherId = '0190a5f0-0000-8000-8000-00000000000a';
const request: WriteRequest = {
  declaration: { context: 'identity', name: 'create-thing' },
  tenantId,
  askerTenantId: tenantId,
  requestId: '0190a5f0-0000-8000-8000-000000000009',
  fingerprint: 'same',
  traceparent: '',
  by: { actor: { kind: 'user', id: 'ada' }, clientAddress: '203.0.113.7' },
};
const fact = { type: 'thing.made.v1', subject: 'thing', partitionKey: 'thing', data: { at: 1 } };

let server: TestDatabase;
let database: Database;
let engines: Engines;

beforeAll(async () => {
  server = await testDatabase();
  database = server.database('serai_identity', { schema: 'identity' });
  engines = {
    ...testSources(),
    channels: memoryChannels(),
    fresh: freshFacts(),
    database: () => database,
  } as unknown as Engines;
});
afterAll(() => server.close());
beforeEach(() =>
  database.write([tenantId], async (sql) => {
    await sql.count('delete from idempotency');
    await sql.count('delete from inbox');
  }),
);

/** Marks that the handler wrote, in a table of the context. */
const mark = (sql: Parameters<Parameters<typeof writeOnce>[2]>[0]) =>
  sql.count(
    `insert into inbox (tenant_id, subscriber, source, event_id) values ($1, 'a', 'b', 'c')`,
    [tenantId],
  );

async function stored(): Promise<{ marks: number; facts: number }> {
  return database.read([tenantId], async (sql) => {
    const [row] = await sql.rows<{ marks: number; facts: number }>(
      `select (select count(*) from inbox) as marks, (select count(*) from events where type = 'thing.made.v1') as facts`,
    );
    return row ?? { marks: -1, facts: -1 };
  });
}

describe('R-IDEM Writing once', () => {
  test('commits what the handler wrote, its facts and its answer; a repeat is given the answer and does nothing', async () => {
    const before = await stored();
    let handled = 0;
    const write = (again: Partial<WriteRequest> = {}) =>
      writeOnce<KeptAnswer & { body?: string }>(
        engines,
        { ...request, ...again },
        async (sql, { emit }) => {
          handled += 1;
          await mark(sql);
          emit(fact);
          return { status: 201, body: 'made' };
        },
      );
    expect(await write()).toEqual({ answer: { status: 201, body: 'made' } });
    expect(await write()).toEqual({ answer: { status: 201, body: 'made', replayed: true } });
    expect(await write({ fingerprint: 'another' })).toEqual({ reused: true });
    expect(handled).toBe(1);
    expect(await stored()).toEqual({ marks: 1, facts: before.facts + 1 });
  });

  test('keeps a refusal and nothing of what the handler had written before it', async () => {
    const before = await stored();
    const refusing = () =>
      writeOnce<KeptAnswer>(engines, request, async (sql, { emit }) => {
        await mark(sql);
        emit(fact);
        return { refusal: 'taken' };
      });
    expect(await refusing()).toEqual({ answer: { refusal: 'taken' } });
    expect(await refusing()).toEqual({ answer: { refusal: 'taken', replayed: true } });
    expect(await stored()).toEqual({ marks: 0, facts: before.facts });
  });

  test('does it once when two copies come at the same time', async () => {
    let handled = 0;
    const write = () =>
      writeOnce<KeptAnswer>(engines, request, async (sql) => {
        handled += 1;
        await mark(sql);
        return { status: 201 };
      });
    const answers = await Promise.all([write(), write()]);
    expect(answers).toContainEqual({ answer: { status: 201 } });
    expect(answers).toContainEqual({ answer: { status: 201, replayed: true } });
    expect(handled).toBe(1);
  });

  test('leaves nothing when the handler throws, so that a repeat starts afresh', async () => {
    const failing = writeOnce<KeptAnswer>(engines, request, async (sql) => {
      await mark(sql);
      throw new Error('a bug');
    });
    await expect(failing).rejects.toThrow('a bug');
    expect((await stored()).marks).toBe(0);
    expect(await writeOnce<KeptAnswer>(engines, request, async () => ({ status: 201 }))).toEqual({
      answer: { status: 201 },
    });
  });

  test('keeps an answer without what is told once, and gives it with that the first time', async () => {
    const write = () =>
      writeOnce<KeptAnswer>(engines, request, async () => ({ status: 201, once: { key: 'abc' } }));
    expect(await write()).toEqual({ answer: { status: 201, once: { key: 'abc' } } });
    expect(await write()).toEqual({ answer: { status: 201, replayed: true } });
  });

  test('tells its messages when it has committed, and none of a refusal or a repeat', async () => {
    const heard: unknown[] = [];
    const end = await engines.channels.subscribe('things', (message) => {
      heard.push(message);
    });
    const write = (more: Partial<WriteRequest>, answer: KeptAnswer) =>
      writeOnce<KeptAnswer>(engines, { ...request, ...more }, async (_sql, { tell }) => {
        tell('things', 'made');
        expect(heard).toEqual([]);
        return answer;
      });
    await write({ requestId: otherId }, { refusal: 'taken' });
    expect(heard).toEqual([]);
    await write({}, { status: 201 });
    expect(heard).toEqual(['made']);
    await write({}, { status: 201 });
    expect(heard).toEqual(['made']);
    await end();
  });
});
