/**
 * From the start of a writer's process to its first new decision, with a million records behind it in
 * its partition and a million facts in its outbox; beside it the same on a house that has just begun.
 */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { commandsTopic } from '#schema/reservations/commands.ts';
import { migrate } from '#shared/database/migrate.ts';
import { withDatabase } from '#shared/database/postgres-url.ts';
import type { LogRecord, StoredRecord } from '#shared/log/log.ts';
import { postgresEventLog } from '#shared/log/postgres.ts';
import { commandOf } from '../../functions/reservations/wire.ts';
import { draws } from '../../load/stays.ts';
import {
  type Bundles,
  buildBundles,
  type FunctionProcess,
  makeTopics,
  signing,
  startFunction,
} from '../testing/bundles.ts';
import { bookings, opening, propertyCount, tenantId } from './commands.ts';
import { postmasterPid, processCpuUs, treeCpuUs } from './cpu.ts';
import { type BenchOptions, type Figure, median, rounded, spread } from './figure.ts';
import { benchServer } from './server.ts';

const goalMs = 2_000;
const to = { topic: commandsTopic, partition: 0 };
const decider = 'decide-reservations';
/** As many as the log takes at once. */
const appendRecords = 10_000;
/** A decision that has not come by then will not come. */
const decisionMsMax = 60_000;
const pollMs = 2;

/** Facts of the house's past: what lies in the way of an insert is their number, not what they say. */
const pastFacts = `
  with past as (
    update reservations.outbox set next_position = next_position + $1 where partition = 0
    returning next_position - $1 as first)
  insert into reservations.events (partition, position, tenant_id, event_id, type, subject, partition_key,
                                   correlation_id, causation_id, traceparent, occurred_at, data)
  select 0, first + number, $2, gen_random_uuid(), 'reservation.confirmed.v1', '', '', '', '', '', now(), '{}'
  from past, generate_series(0, $1 - 1) number`;

interface House {
  readonly name: 'ours' | 'baseline';
  readonly url: string;
  readonly sql: pg.Client;
  readonly log: ReturnType<typeof postgresEventLog>;
  start(): FunctionProcess;
}

async function openHouse(
  name: House['name'],
  url: string,
  bundles: Bundles,
  env: Readonly<Record<string, string>>,
): Promise<House> {
  await migrate({ url });
  await makeTopics(url);
  const sql = new pg.Client({ connectionString: url });
  await sql.connect();
  const log = postgresEventLog({
    url,
    report(problem, error) {
      throw new Error(problem, { cause: error });
    },
  });
  return {
    ...{ name, url, sql, log },
    start: () => startFunction(bundles, decider, { ...env, DATABASE_URL: url }),
  };
}

async function append(house: House, records: readonly LogRecord[]): Promise<void> {
  for (let from = 0; from < records.length; from += appendRecords)
    assert.equal(await house.log.append(to, records.slice(from, from + appendRecords)), 'appended');
}

async function decided({ sql }: House, id: string): Promise<void> {
  for (const lateMs = Date.now() + decisionMsMax; ; await delay(pollMs)) {
    const { rows } = await sql.query(
      `select outcome from reservations.decisions where tenant_id = $1 and command_id = $2`,
      [tenantId, id],
    );
    if (rows.length > 0) return assert.equal(rows[0].outcome, 'accepted');
    assert(Date.now() < lateMs, `no decision of ${id}`);
  }
}

async function ended(process: FunctionProcess): Promise<void> {
  process.child.kill('SIGTERM');
  assert.equal(await process.ended, 0, process.output());
}

/** Bookings that a writer has really decided, so that it finds a house at work. */
async function settle(house: House, records: readonly StoredRecord[]): Promise<void> {
  await append(house, records);
  const process = house.start();
  const last = records.at(-1);
  assert(last !== undefined);
  await decided(house, commandOf(last.value).id);
  await ended(process);
}

/** Puts so much behind the writer: records that it has passed, and facts in its outbox. */
async function grow(house: House, records: readonly StoredRecord[], count: number): Promise<void> {
  const { sql } = house;
  const many = Array.from({ length: appendRecords }, (_, at) => records[at % records.length]);
  const batch = many.filter((record) => record !== undefined);
  for (let at = 0; at < count; at += batch.length) await append(house, batch);
  await sql.query(pastFacts, [count, tenantId]);
  const { nextOffset } = (await house.log.partitions(to.topic))[to.partition] ?? {};
  assert(nextOffset !== undefined && nextOffset > count);
  const { rowCount } = await sql.query(
    `update reservations.consumer_offsets set next_offset = $1 where consumer = $2 and partition = $3`,
    [nextOffset, decider, to.partition],
  );
  assert.equal(rowCount, 1, 'the writer stands at the end');
  await sql.query('vacuum analyze');
}

interface Start {
  readonly ms: number;
  readonly nodeUs: number;
  readonly postgresUs: number;
}

/** One command waits in the log; nobody is there to decide it until the process has started. */
async function startOnce(house: House, record: StoredRecord, postmaster: number): Promise<Start> {
  await append(house, [record]);
  await house.sql.query('checkpoint');
  const postgresBefore = treeCpuUs(postmaster);
  const startedMs = performance.now();
  const process = house.start();
  await decided(house, commandOf(record.value).id);
  const ms = performance.now() - startedMs;
  const nodeUs = processCpuUs(process.child.pid ?? 0);
  const postgresUs = treeCpuUs(postmaster) - postgresBefore;
  await ended(process);
  return { ms, nodeUs, postgresUs };
}

function summaryOf(starts: readonly Start[]) {
  const ms = starts.map((each) => each.ms);
  return {
    medianMs: Math.round(median(ms)),
    maxMs: Math.round(Math.max(...ms)),
    nodeCpuMs: Math.round(median(starts.map(({ nodeUs }) => nodeUs / 1000))),
    postgresCpuMs: Math.round(median(starts.map(({ postgresUs }) => postgresUs / 1000))),
    spread: rounded(spread(ms), 2),
  };
}

export async function bench({ quick, note }: BenchOptions): Promise<Figure> {
  const [behind, settled, rounds] = quick ? [20_000, 256, 1] : [1_000_000, 5_120, 7];
  const server = await benchServer('restart');
  const bundles = await buildBundles([decider]);
  const houses: House[] = [];
  try {
    const { env } = await signing();
    const admin = new pg.Client({ connectionString: server.url });
    await admin.connect();
    await admin.query('create database young');
    await admin.end();
    houses.push(await openHouse('ours', server.url, bundles, env));
    houses.push(await openHouse('baseline', withDatabase(server.url, 'young'), bundles, env));
    const [old] = houses;
    assert(old !== undefined);
    const opened = Array.from({ length: propertyCount }, (_, property) => opening(property));
    const booked = bookings(settled + rounds + 1, draws(7));
    for (const house of houses) await settle(house, [...opened, ...booked.slice(0, settled)]);
    note(`putting ${behind} records and facts behind the writer`);
    await grow(old, booked.slice(0, settled), behind);
    const postmaster = postmasterPid(server.directory);
    const starts = { ours: [] as Start[], baseline: [] as Start[] };
    // The first of each warms up.
    for (const [at, record] of booked.slice(settled).entries()) {
      for (const house of houses) {
        const each = await startOnce(house, record, postmaster);
        note(
          `${house.name} ${each.ms.toFixed(0)} ms, ${(each.nodeUs / 1000).toFixed(0)} ms of CPU`,
        );
        if (at > 0) starts[house.name].push(each);
      }
    }
    const [ours, baseline] = [summaryOf(starts.ours), summaryOf(starts.baseline)];
    return {
      ...{ ours: ours.medianMs, baseline: baseline.medianMs },
      ratio: rounded(ours.medianMs / baseline.medianMs),
      unit: `ms to the first new decision, ${behind.toLocaleString('en')} behind; beside it none`,
      ...{ goal: `≤ ${goalMs.toLocaleString('en')} ms each time`, met: ours.maxMs <= goalMs },
      details: { behind, settled, ours, baseline },
    };
  } finally {
    for (const { log, sql } of houses) await Promise.all([log.close(), sql.end()]);
    await bundles.remove();
    await server.stop();
  }
}
