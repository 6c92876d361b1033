/** CPU time PostgreSQL takes to commit facts as the outbox writes them, against `COPY` of the same bytes. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { migrate } from '#shared/database/migrate.ts';
import { postgresDatabase } from '#shared/database/postgres.ts';
import type { OutboxEvent } from '#shared/function/declare.ts';
import { postmasterPid, treeCpuUs } from './cpu.ts';
import { eventsPerTransaction, factsOf, insertAll, inTransactions } from './facts.ts';
import { type BenchOptions, type Figure, median, rounded, spread } from './figure.ts';
import { benchServer } from './server.ts';

const goalRatio = 1.5;

/** Like the outbox's events in columns, key, index and partitions, without what COPY is refused under: policies. */
const copiedTable = `
  create schema copied;
  create table copied.events (like reservations.events including all) partition by range (recorded_at);
  create table copied.events_default partition of copied.events default;
  alter table copied.events_default set (autovacuum_enabled = false);
  alter table reservations.events_default set (autovacuum_enabled = false)`;

const columns = [
  ...['partition', 'position', 'tenant_id', 'event_id', 'type', 'subject', 'partition_key'],
  ...['correlation_id', 'causation_id', 'traceparent', 'occurred_at', 'data'],
].join(', ');

function summed(table: string): string {
  return `select count(*)::integer as rows, sum(hashtextextended((${columns})::text, 0))::text as hash from ${table}`;
}

/** Takes positions as the outbox does, but in this process and beforehand: COPY writes what it is given. */
function copyTexts(
  batches: readonly (readonly OutboxEvent[])[],
  positions: Map<number, number>,
): readonly string[] {
  return batches.map((events) =>
    events
      .map((event) => {
        const position = positions.get(event.partition) ?? 0;
        positions.set(event.partition, position + 1);
        return copyLine(event, position);
      })
      .join(''),
  );
}

function copyLine(event: OutboxEvent, position: number): string {
  const values = [
    ...[event.partition, position, event.tenantId, event.id, event.type, event.subject],
    ...[event.partitionKey, event.correlationId, event.causationId, event.traceparent],
    ...[new Date(event.timeMs).toISOString(), textOf(event.data)],
  ];
  return `${values.map((value) => escaped(String(value))).join('\t')}\n`;
}

function textOf(data: OutboxEvent['data']): string {
  return typeof data === 'string' ? data : Buffer.from(data).toString();
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
}

async function copyAll(client: pg.Client, texts: readonly string[]): Promise<void> {
  for (const text of texts)
    await pipeline(
      Readable.from([text]),
      client.query(copyFrom(`copy copied.events (${columns}) from stdin`)),
    );
}

export async function bench({ quick, note }: BenchOptions): Promise<Figure> {
  const [bookings, warmUps, rounds] = quick ? [2_560, 1, 2] : [25_600, 1, 6];
  const facts = await factsOf(bookings);
  const batches = inTransactions(facts);
  const rowsPerRound = facts.length;
  const server = await benchServer('events');
  await migrate({ url: server.url });
  const client = new pg.Client({ connectionString: server.url });
  const outbox = postgresDatabase({
    ...{ url: server.url, role: 'serai_reservations', schema: 'reservations', poolMax: 1 },
  });
  try {
    await client.connect();
    await client.query(copiedTable);
    const postmaster = postmasterPid(server.directory);
    const usPerRow = async (work: () => Promise<void>): Promise<number> => {
      const before = treeCpuUs(postmaster);
      await work();
      // What was committed is only paid for when it is in the table's files.
      await client.query('checkpoint');
      return (treeCpuUs(postmaster) - before) / rowsPerRound;
    };
    const positions = new Map<number, number>();
    const pairs: { readonly ours: number; readonly baseline: number }[] = [];
    for (let at = 0; at < warmUps + rounds; at += 1) {
      const texts = copyTexts(batches, positions);
      const ours = await usPerRow(() => insertAll(outbox, batches));
      const baseline = await usPerRow(() => copyAll(client, texts));
      note(`ours ${ours.toFixed(1)} µs a row, COPY ${baseline.toFixed(1)} µs`);
      if (at >= warmUps) pairs.push({ ours, baseline });
    }
    const [kept, copied] = await Promise.all(
      ['reservations.events', 'copied.events'].map((table) => client.query(summed(table))),
    );
    assert.deepEqual(kept?.rows, copied?.rows, 'both tables hold the same rows');
    assert.equal(kept?.rows[0]?.rows, rowsPerRound * (warmUps + rounds));
    const ratios = pairs.map(({ ours, baseline }) => ours / baseline);
    const ratio = rounded(median(ratios));
    return {
      ours: rounded(median(pairs.map(({ ours }) => ours))),
      baseline: rounded(median(pairs.map(({ baseline }) => baseline))),
      ...{ ratio, unit: 'CPU µs of PostgreSQL per event row' },
      ...{ goal: `≤ ${goalRatio}×`, met: ratio <= goalRatio },
      details: {
        ...{ eventsPerTransaction, rows: kept?.rows[0]?.rows, spread: rounded(spread(ratios), 2) },
        ratios: ratios.map((each) => rounded(each)),
        bytesPerRow: Math.round(copyTexts(batches, new Map()).join('').length / rowsPerRound),
      },
    };
  } finally {
    await outbox.close();
    await client.end();
    await server.stop();
  }
}
