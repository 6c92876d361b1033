/**
 * How long after its transaction began a fact is in each read model, at a steady rate, open loop: by the
 * stored offsets, which move with the rows, looked at every few milliseconds on the database's clock.
 */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { lateMsMax, quickPerSecond, steadily } from './answer.ts';
import { startChild } from './child.ts';
import { type BenchOptions, type Figure, profiling, rounded } from './figure.ts';
import { manyHouses } from './houses.ts';
import { startOurs } from './ours.ts';

const goalMs = 250;
const goalPerSecond = 5_000;
/** So much later than it was may a fact be seen here. */
const lookEveryMs = 5;

const offsets = `
  select consumer, partition, next_position::float8 as position,
    (extract(epoch from clock_timestamp()) * 1000)::float8 as "atMs"
  from (select * from reservations.consumer_offsets union all select * from analytics.consumer_offsets) kept
  where consumer like 'project-%'`;
const facts = `
  select partition, position::float8 as position, (extract(epoch from recorded_at) * 1000)::float8 as "atMs"
  from reservations.events where recorded_at >= $1 order by partition, position`;

interface Look {
  readonly consumer: string;
  readonly partition: number;
  /** The first that is not in the read model yet. */
  readonly position: number;
  readonly atMs: number;
}
type Fact = Omit<Look, 'consumer'>;

interface Watch {
  stop(): Promise<readonly Look[]>;
}

/** Only moves are kept. */
function watch(sql: pg.Client): Watch {
  const looks: Look[] = [];
  const last = new Map<string, number>();
  let stopped = false;
  const watched = (async () => {
    // The last look begins after what it is to see has happened.
    for (let isLast = false; !isLast; ) {
      isLast = stopped;
      const { rows } = await sql.query<Look>(offsets);
      for (const row of rows) {
        const key = `${row.consumer} ${row.partition}`;
        if (last.get(key) === row.position) continue;
        last.set(key, row.position);
        looks.push(row);
      }
      await delay(lookEveryMs);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await watched;
      return looks;
    },
  };
}

/** By read model, sorted: every fact's milliseconds from its transaction to the first look that found it done. */
function latencies(
  looks: readonly Look[],
  written: readonly Fact[],
): ReadonlyMap<string, number[]> {
  const found = new Map<string, number[]>();
  for (const consumer of new Set(looks.map((look) => look.consumer).toSorted())) {
    const own = Map.groupBy(
      looks.filter((look) => look.consumer === consumer),
      (look) => look.partition,
    );
    // Both in the order of positions, so that each fact is looked for from where the last one was seen.
    const at = new Map<number, number>();
    const ms = written.map(({ partition, position, atMs }) => {
      const moves = own.get(partition) ?? [];
      let next = at.get(partition) ?? 0;
      while (next < moves.length && (moves[next]?.position ?? 0) <= position) next += 1;
      at.set(partition, next);
      const seen = moves[next];
      assert(seen !== undefined, `${consumer} has seen ${position} of partition ${partition}`);
      return seen.atMs - atMs;
    });
    found.set(
      consumer,
      ms.toSorted((a, b) => a - b),
    );
  }
  return found;
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export async function bench(options: BenchOptions): Promise<Figure> {
  const { quick, note } = options;
  const forMs = quick ? 2_000 : 30_000;
  const perSecond = quick ? quickPerSecond : goalPerSecond;
  const generator = startChild({ module: 'load/generator.ts' });
  const ours = await startOurs(manyHouses, { execArgv: profiling(options) });
  const sql = new pg.Client({ connectionString: ours.server.url });
  try {
    await sql.connect();
    await steadily(generator, ours, { seed: 1, forMs: forMs / 2, perSecond });
    await ours.settled();
    const { rows: began } = await sql.query<{ at: Date }>('select clock_timestamp() as at');
    const watching = watch(sql);
    const outcome = await steadily(generator, ours, { seed: 2, forMs, perSecond });
    await ours.settled();
    const looks = await watching.stop();
    const { rows: written } = await sql.query<Fact>(facts, [began[0]?.at]);
    assert.equal(written.length, outcome.good + outcome.refused, 'a fact for every booking');
    const models = [...latencies(looks, written)].map(([name, ms]) => ({
      name,
      p50Ms: rounded(quantile(ms, 0.5)),
      p99Ms: rounded(quantile(ms, 0.99)),
      maxMs: rounded(quantile(ms, 1)),
    }));
    for (const { name, p50Ms, p99Ms } of models) note(`${name} p50 ${p50Ms} ms, p99 ${p99Ms} ms`);
    const slowest = Math.max(...models.map(({ p99Ms }) => p99Ms));
    return {
      ours: slowest,
      unit: `ms, p99 to the slowest read model at ${perSecond}/s, open loop`,
      goal: `≤ ${goalMs} ms at ${goalPerSecond.toLocaleString('en')}/s`,
      met:
        slowest <= goalMs && outcome.elapsedMs <= forMs + lateMsMax && perSecond >= goalPerSecond,
      details: {
        ...{ perSecond, facts: written.length, models },
        lateMs: Math.round(outcome.elapsedMs - forMs),
        generatorCpuUs: rounded(outcome.cpuUs / outcome.good),
      },
    };
  } finally {
    await sql.end();
    await Promise.all([generator.stop(), ours.stop()]);
  }
}
