import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Database } from '#shared/database/database.ts';
import { postgresDatabase } from '#shared/database/postgres.ts';
import { postgresTraces } from '#shared/telemetry/postgres-traces.ts';
import { spanRing } from '#shared/telemetry/span-ring.ts';
import type { SpanExporter, SpanRow, TraceReader } from '#shared/telemetry/telemetry.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import { testClock } from '#shared/testing/sources.ts';

let server: TestDatabase;
let database: Database;
beforeAll(async () => {
  server = await testDatabase();
  database = server.database('serai_telemetry');
});
afterEach(async () => {
  await database.write([], (sql) => sql.count('delete from telemetry.spans'));
});
afterAll(() => server.close());

type Traces = SpanExporter & TraceReader;

const adapters: Record<string, () => Traces> = {
  memory: () => spanRing(),
  PostgreSQL: () => postgresTraces({ database, clock: testClock(), flushEveryMs: 1 }),
};

const traceA = 'a'.repeat(32);
const traceB = 'b'.repeat(32);

/** Later than 2^53 nanoseconds, with microseconds that a rounded column would lose. */
const startUs = 1_767_225_600_123_457;

function row(traceId: string, span: number, fields: Partial<SpanRow> = {}): SpanRow {
  return {
    traceId,
    spanId: span.toString(16).padStart(16, '0'),
    parentSpanId: undefined,
    service: 'one',
    name: `span ${span}`,
    kind: 'server',
    startedAtUs: startUs + span,
    durationUs: 10,
    status: 'ok',
    attributes: {},
    ...fields,
  };
}

describe.each(Object.entries(adapters))('%s traces', (_name, open) => {
  async function holding(...rows: SpanRow[]): Promise<TraceReader> {
    const traces = open();
    for (const one of rows) traces.take(one);
    await traces.close();
    expect(traces.dropped()).toBe(0);
    return traces;
  }

  test('give back a span as it was', async () => {
    const span = row(traceA, 1, {
      parentSpanId: 'f'.repeat(16),
      kind: 'consumer',
      durationUs: 12_345_678_901,
      status: 'error',
      attributes: { text: 'it\'s "quoted" ü', whole: 3, part: 0.25, yes: true },
    });
    expect(await (await holding(span)).trace(traceA)).toStrictEqual([span]);
  });

  test('give the spans of one trace by their start, whoever sent them first', async () => {
    const child = row(traceA, 2, { parentSpanId: row(traceA, 1).spanId, service: 'two' });
    const traces = await holding(child, row(traceB, 3), row(traceA, 1));
    expect(await traces.trace(traceA)).toStrictEqual([row(traceA, 1), child]);
    expect(await traces.trace('c'.repeat(32))).toEqual([]);
  });

  test('sum up the newest traces first', async () => {
    const parentSpanId = row(traceA, 1).spanId;
    const traces = await holding(
      row(traceA, 2, { parentSpanId, durationUs: 1_000, status: 'error' }),
      row(traceA, 1, { durationUs: 500 }),
      row(traceB, 3, { parentSpanId: 'f'.repeat(16), name: 'without its root', service: 'two' }),
      row(traceB, 4, { parentSpanId: 'e'.repeat(16) }),
    );
    const newest = {
      traceId: traceB,
      name: 'without its root',
      service: 'two',
      startedAtUs: startUs + 3,
      durationUs: 11,
      spans: 2,
      errors: 0,
    };
    expect(await traces.recentTraces(10)).toStrictEqual([
      newest,
      {
        traceId: traceA,
        name: 'span 1',
        service: 'one',
        startedAtUs: startUs + 1,
        durationUs: 1_001,
        spans: 2,
        errors: 1,
      },
    ]);
    expect(await traces.recentTraces(1)).toStrictEqual([newest]);
  });

  test('name a trace by its root, also when a child seems to have begun before', async () => {
    const traces = await holding(
      row(traceA, 1, { parentSpanId: 'f'.repeat(16), name: 'early child' }),
      row(traceA, 2, { name: 'root' }),
    );
    expect(await traces.recentTraces(1)).toMatchObject([
      { name: 'root', startedAtUs: startUs + 1 },
    ]);
  });

  test('answer a list with 200 traces at most', async () => {
    const id = (trace: number) => (trace + 1).toString(16).padStart(32, '0');
    const traces = await holding(...Array.from({ length: 201 }, (_, i) => row(id(i), i)));
    const listed = await traces.recentTraces(1_000);
    expect(listed.map(({ traceId }) => traceId)).toEqual(
      Array.from({ length: 200 }, (_, i) => id(200 - i)),
    );
  });

  test('answer a trace with its first 2,000 spans at most', async () => {
    const traces = open();
    for (let i = 1; i <= 2_001; i += 1) {
      traces.take(row(traceA, i));
      if (i === 1_000)
        await vi.waitUntil(async () => (await traces.trace(traceA)).length > 0, { timeout: 5_000 });
    }
    await traces.close();
    const spans = await traces.trace(traceA);
    expect(spans).toHaveLength(2_000);
    expect(spans.at(-1)?.name).toBe('span 2000');
  });
});

test('a ring holds so many spans and forgets the oldest', async () => {
  const ring = spanRing(3);
  for (const span of [1, 2, 3, 4]) ring.take(row(traceA, span));
  expect((await ring.trace(traceA)).map(({ name }) => name)).toEqual([
    'span 2',
    'span 3',
    'span 4',
  ]);
  for (const span of [5, 6, 7]) ring.take(row(traceB, span));
  expect(await ring.trace(traceA)).toEqual([]);
});

describe('PostgreSQL traces', () => {
  const spansThere = () =>
    database.read([], (sql) =>
      sql.rows<{ name: string }>('select name from telemetry.spans order by arrival'),
    );

  test('are written in the background', async () => {
    const traces = postgresTraces({ database, clock: testClock(), flushEveryMs: 1 });
    traces.take(row(traceA, 1));
    await vi.waitUntil(async () => (await traces.trace(traceA)).length === 1, { timeout: 5_000 });
    await traces.close();
  });

  test('keep a span once however often it comes', async () => {
    const traces = postgresTraces({ database, clock: testClock() });
    for (const span of [1, 1, 2]) traces.take(row(traceA, span));
    await traces.close();
    expect(await spansThere()).toEqual([{ name: 'span 1' }, { name: 'span 2' }]);
  });

  test('forget what is too old', async () => {
    const clock = testClock(startUs / 1_000);
    const traces = postgresTraces({ database, clock, ageMsMax: 3_600_000, flushEveryMs: 1 });
    traces.take(row(traceA, 1));
    traces.take(row(traceA, 2, { startedAtUs: startUs + 10_000_000 }));
    await vi.waitUntil(async () => (await spansThere()).length === 2, { timeout: 5_000 });
    clock.advance(3_600_000 + 5_000);
    traces.take(row(traceA, 3, { startedAtUs: startUs + 3_600_000_000 }));
    await traces.close();
    expect(await spansThere()).toEqual([{ name: 'span 2' }, { name: 'span 3' }]);
  });

  test('forget the first that came when there are too many', async () => {
    const clock = testClock(startUs / 1_000);
    const traces = postgresTraces({ database, clock, rowsMax: 2 });
    clock.advance(60_000);
    for (const span of [4, 3, 2, 1]) traces.take(row(traceA, span));
    await traces.close();
    expect(await spansThere()).toEqual([{ name: 'span 2' }, { name: 'span 1' }]);
  });

  test('are forgotten by one process at a time', async () => {
    const clock = testClock(startUs / 1_000);
    const traces = postgresTraces({ database, clock, rowsMax: 1 });
    clock.advance(60_000);
    for (const span of [1, 2]) traces.take(row(traceA, span));
    await database.write([], async (sql) => {
      await sql.rows('select pg_advisory_xact_lock(7325410003)');
      await traces.close();
    });
    expect(await spansThere()).toHaveLength(2);
  });

  test('wait for a database that is away, and are lost by one that refuses them', async () => {
    const away = postgresDatabase({ url: 'postgres://127.0.0.1:1/none' });
    const waiting = postgresTraces({ database: away, clock: testClock(), flushEveryMs: 1 });
    waiting.take(row(traceA, 1));
    await waiting.close();
    await away.close();
    expect(waiting.dropped()).toBe(1);

    const refused = postgresTraces({ database, clock: testClock() });
    refused.take(row('not a trace id', 1));
    await refused.close();
    expect(refused.dropped()).toBe(1);
    expect(await spansThere()).toEqual([]);
  });

  test('cannot be changed by the role that writes them', async () => {
    const change = database.write([], (sql) => sql.count(`update telemetry.spans set name = ''`));
    await expect(change).rejects.toMatchObject({ sqlState: '42501' });
  });
});
