/** Bytes that a booking leaves: in the write-ahead log, in tables, in the log's records; beside those of the synchronous service. */
import assert from 'node:assert/strict';
import type pg from 'pg';
import type { Outcome } from '../../load/generator.ts';
import { type Child, startChild } from './child.ts';
import { type BenchOptions, type Figure, rounded } from './figure.ts';
import { fewHouses } from './houses.ts';
import { type Ours, startOurs } from './ours.ts';
import { type Rival, startRival } from './rival.ts';

/** Ours keeps history, read models and a log besides what the baseline keeps. */
const goalRatio = 4;
const connections = 128;

interface Bytes {
  /** Of the write-ahead log, images of whole pages included as they come in use. */
  readonly wal: number;
  readonly tables: number;
  /** Of records in topics, which are in tables too while PostgreSQL keeps the log. */
  readonly log: number;
}

const looked = `
  select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as wal,
    (select sum(pg_total_relation_size(c.oid))::float8 from pg_class c
      where relkind in ('r', 'm') and relnamespace::regnamespace::text !~ '^(pg_|information_schema)') as tables`;
const logged = 'select coalesce(sum(octet_length(payload)), 0)::float8 as log from log.batches';

async function look(sql: pg.Client, hasLog: boolean): Promise<Bytes> {
  const { rows } = await sql.query<Omit<Bytes, 'log'>>(looked);
  const log = hasLog ? (await sql.query<{ log: number }>(logged)).rows[0]?.log : 0;
  const { wal = 0, tables = 0 } = rows[0] ?? {};
  return { wal, tables, log: log ?? 0 };
}

async function perBooking(
  target: Ours | Rival,
  generator: Child,
  forMs: number,
): Promise<Bytes & { readonly booked: number }> {
  const book = (seed: number): Promise<Outcome> =>
    generator.ask<Outcome>({
      ...{ port: target.port, targets: target.targets, scarceOneIn: 0, connections, seed, forMs },
      expect: 'booked',
    });
  const settled = async (): Promise<void> => {
    if ('settled' in target) await target.settled();
  };
  // Tables begin small, and their first pages are not what later ones cost.
  await book(1);
  await settled();
  const before = await look(target.sql, 'settled' in target);
  const { good } = await book(2);
  await settled();
  const after = await look(target.sql, 'settled' in target);
  assert.ok(good > 0, 'something was booked');
  const per = (what: keyof Bytes): number => Math.round((after[what] - before[what]) / good);
  return { wal: per('wal'), tables: per('tables'), log: per('log'), booked: good };
}

export async function bench({ quick, note }: BenchOptions): Promise<Figure> {
  const generator = startChild({ module: 'load/generator.ts' });
  const sides = [await startOurs(fewHouses), await startRival(fewHouses)] as const;
  try {
    const forMs = quick ? 3_000 : 15_000;
    const ours = await perBooking(sides[0], generator, forMs);
    const baseline = await perBooking(sides[1], generator, forMs);
    note(`ours ${JSON.stringify(ours)}, baseline ${JSON.stringify(baseline)}`);
    const ratio = rounded(ours.wal / baseline.wal);
    return {
      ...{ ours: ours.wal, baseline: baseline.wal, ratio, unit: 'WAL bytes per booking' },
      ...{ goal: `≤ ${goalRatio}×`, met: ratio <= goalRatio },
      details: { connections, ours, baseline },
    };
  } finally {
    await Promise.all([generator.stop(), ...sides.map((side) => side.stop())]);
  }
}
