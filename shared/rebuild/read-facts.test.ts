/** Facts read by a COPY are the records that their topic would have, header by header. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#shared/database/database.ts';
import { connectAsOwner } from '#shared/database/owner-connection.ts';
import { postgresDatabase } from '#shared/database/postgres.ts';
import { insertEvents } from '#shared/events/outbox.ts';
import { type FactRow, factColumns, recordOfFact } from '#shared/events/outbox-fact.ts';
import type { OutboxEvent } from '#shared/function/declare.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import { type FactReader, openFactReader } from './read-facts.ts';

const source = 'integrations';
const partition = 3;
const tenantId = '0199d000-0000-7000-9000-000000000001';
const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

let house: TestDatabase;
let outbox: Database;
let reader: FactReader;

const text = (at: number): string => `${'ä'.repeat(at % 7)}${at}`;

function fact(at: number): OutboxEvent {
  return {
    id: `0199d000-0000-7000-a000-${String(at).padStart(12, '0')}`,
    ...{ tenantId, partition, traceparent, type: 'thing.made.v1' },
    subject: `thing/${text(at)}`,
    partitionKey: `key ${text(at)}`,
    correlationId: `correlation ${at}`,
    causationId: `causation ${at}`,
    timeMs: Date.UTC(2026, 4, 10, 12, 0, 0, at),
    data: JSON.stringify({ at, text: text(at), long: 'x'.repeat((at % 10) * 3_000) }),
  };
}

const count = 700;
beforeAll(async () => {
  house = await testDatabase();
  outbox = postgresDatabase({
    url: house.url,
    role: `serai_${source}`,
    schema: source,
    poolMax: 1,
  });
  const facts = Array.from({ length: count }, (_, at) => fact(at));
  await outbox.write([tenantId], (sql) => insertEvents(sql, facts));
  reader = await openFactReader(house.url, source);
});
afterAll(async () => {
  await reader.close();
  await outbox.close();
  await house.close();
});

async function read(from: number, end: number, batchRecords: number): Promise<StoredRecord[][]> {
  const batches: StoredRecord[][] = [];
  for await (const batch of reader.batches({ partition, from, end, batchRecords }))
    batches.push([...batch]);
  return batches;
}

test('each is the record that a relay makes of its row', async () => {
  const relay = postgresDatabase({ url: house.url, role: `serai_${source}_relay`, schema: source });
  const rows = await relay.read([], (sql) =>
    sql.rows<FactRow>(
      `select ${factColumns} from events fact where partition = $1 order by position`,
      [partition],
    ),
  );
  await relay.close();
  const found = (await read(0, count, 1_000)).flat();
  expect(found.length).toBe(count);
  for (const [at, row] of rows.entries()) {
    const wanted = recordOfFact(source, row, row.traceparent);
    const record = found[at];
    const headers = Object.keys(wanted.headers).map((name) => [name, record?.headers[name]]);
    expect(Object.fromEntries(headers)).toEqual(wanted.headers);
    expect([record?.key, record?.offset]).toEqual([wanted.key, row.position]);
    expect(record?.value.equals(wanted.value)).toBe(true);
    expect(record?.appendedAtMs).toBe(Date.parse(row.recorded_at));
    expect(record?.headers['constructor']).not.toBe(wanted.headers['ce_type']);
  }
});

test('an instant keeps the microseconds that the database has of it', async () => {
  const owner = await connectAsOwner(house.url, 'test');
  await owner.query(
    `update ${source}.events set occurred_at = '2026-05-10 12:00:00.123456Z' where partition = $1 and position = 5`,
    [partition],
  );
  await owner.end();
  const [[found]] = (await read(5, 6, 10)) as [[StoredRecord]];
  expect(found.headers['ce_time']).toBe('2026-05-10T12:00:00.123456Z');
});

test('of a range, in batches, none of which is empty', async () => {
  const batches = await read(10, 690, 100);
  expect(batches.flat().map(({ offset }) => offset)).toEqual(
    Array.from({ length: 680 }, (_, at) => at + 10),
  );
  expect(batches.slice(0, -1).every(({ length }) => length >= 100)).toBe(true);
  expect(batches.length).toBeGreaterThan(2);
  expect(await read(700, 900, 100)).toEqual([]);
  expect(await read(50, 50, 100)).toEqual([]);
});
