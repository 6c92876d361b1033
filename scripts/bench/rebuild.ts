/**
 * Facts a second of one core that a projection is made again from, PostgreSQL's part and the comparison
 * with the live rows included; beside it what reading the same facts takes.
 */
import assert from 'node:assert/strict';
import pg from 'pg';
import { migrate } from '#shared/database/migrate.ts';
import { postgresDatabase } from '#shared/database/postgres.ts';
import type { ConsumerDeclaration } from '#shared/function/declare.ts';
import { openBuild } from '#shared/rebuild/build.ts';
import { rebuildProjection } from '#shared/rebuild/rebuild.ts';
import { systemIds } from '#shared/system.ts';
import projectNightStatistics from '../../functions/analytics/project-night-statistics.ts';
import projectArrivals from '../../functions/reservations/project-arrivals.ts';
import projectInHouse from '../../functions/reservations/project-in-house.ts';
import { ownCpuUs, postmasterPid, treeCpuUs } from './cpu.ts';
import { factsOf, insertAll, inTransactions } from './facts.ts';
import { type BenchOptions, type Figure, median, rounded, spread } from './figure.ts';
import { benchServer } from './server.ts';

const goalPerSecond = 300_000;
const source = 'reservations';
const projections: readonly ConsumerDeclaration[] = [
  projectArrivals,
  projectInHouse,
  projectNightStatistics,
];
/** Not what a rebuild takes at once, so that equal rows cannot come of equal batches. */
const liveBatchRecords = 300;

type Ends = Parameters<ReturnType<typeof openBuild>['upTo']>[0];

async function endsOf(owner: pg.Client): Promise<Ends> {
  const { rows } = await owner.query<{ partition: number; end: string }>(
    `select partition, next_position as end from reservations.outbox where next_position > 0`,
  );
  return new Map(rows.map(({ partition, end }) => [partition, Number(end)]));
}

/** Fills live tables by a projection's own consumer, before anybody has: it begins at the first fact. */
async function project(
  databaseUrl: string,
  declaration: ConsumerDeclaration,
  ends: Ends,
  options: Parameters<typeof openBuild>[1] = {},
) {
  const schema = declaration.context;
  const build = openBuild({ databaseUrl, declaration, source }, { schema, ...options });
  await build.upTo(ends);
  await build.close();
}

/** As a rebuild reads facts and moves its offsets; each is parsed, and nothing is made of it. */
async function readAlone(databaseUrl: string, ends: Ends): Promise<void> {
  const declaration: ConsumerDeclaration = {
    ...projectArrivals,
    // Of its own each time, because where it stands is kept.
    name: `read-alone-${systemIds.next()}`,
    async handle({ records }) {
      for (const { value } of records) JSON.parse(value.toString('utf8'));
      return { tenants: [], events: [], write: async () => undefined };
    },
  };
  await project(databaseUrl, declaration, ends);
}

export async function bench({ quick, note }: BenchOptions): Promise<Figure> {
  const [bookings, warmUps, rounds] = quick ? [2_560, 0, 1] : [102_400, 1, 3];
  const server = await benchServer('rebuild');
  await migrate({ url: server.url });
  const owner = new pg.Client({ connectionString: server.url });
  try {
    await owner.connect();
    const outbox = postgresDatabase({
      ...{ url: server.url, role: 'serai_reservations', schema: source, poolMax: 1 },
    });
    await insertAll(outbox, inTransactions(await factsOf(bookings)));
    await outbox.close();
    const ends = await endsOf(owner);
    const facts = [...ends.values()].reduce((sum, end) => sum + end, 0);
    for (const declaration of projections)
      await project(server.url, declaration, ends, { batch: liveBatchRecords });
    await owner.query('vacuum analyze');
    const postmaster = postmasterPid(server.directory);
    const usPerFact = async (work: () => Promise<void>) => {
      const [node, postgres] = [ownCpuUs(), treeCpuUs(postmaster)];
      await work();
      await owner.query('checkpoint');
      return {
        nodeUs: (ownCpuUs() - node) / facts,
        postgresUs: (treeCpuUs(postmaster) - postgres) / facts,
      };
    };
    const found = new Map<string, { readonly nodeUs: number; readonly postgresUs: number }[]>();
    const reading = 'reading alone';
    for (let at = 0; at < warmUps + rounds; at += 1) {
      for (const declaration of [undefined, ...projections]) {
        const each = await usPerFact(() =>
          declaration === undefined
            ? readAlone(server.url, ends)
            : rebuildOnce(server.url, declaration, facts),
        );
        const name = declaration?.name ?? reading;
        note(`${name} ${each.nodeUs.toFixed(1)} µs, PostgreSQL ${each.postgresUs.toFixed(1)} µs`);
        if (at >= warmUps) found.set(name, [...(found.get(name) ?? []), each]);
      }
    }
    const summaries = [...found].map(([name, each]) => {
      const totals = each.map(({ nodeUs, postgresUs }) => nodeUs + postgresUs);
      return {
        name,
        totalUs: rounded(median(totals)),
        nodeUs: rounded(median(each.map(({ nodeUs }) => nodeUs))),
        postgresUs: rounded(median(each.map(({ postgresUs }) => postgresUs))),
        perSecond: Math.round(1e6 / median(totals)),
        spread: rounded(spread(totals), 2),
      };
    });
    const floor = summaries.find(({ name }) => name === reading);
    const [slowest] = summaries
      .filter(({ name }) => name !== reading)
      .toSorted((one, other) => one.perSecond - other.perSecond);
    assert(floor !== undefined && slowest !== undefined);
    return {
      ...{ ours: slowest.perSecond, baseline: floor.perSecond },
      ratio: rounded(floor.perSecond / slowest.perSecond),
      unit: `facts/s of a core, ${slowest.name}, the slowest; beside it reading alone`,
      goal: `≥ ${goalPerSecond.toLocaleString('en')}/s`,
      met: slowest.perSecond >= goalPerSecond,
      details: { facts, projections: summaries },
    };
  } finally {
    await owner.end();
    await server.stop();
  }
}

async function rebuildOnce(
  databaseUrl: string,
  declaration: ConsumerDeclaration,
  facts: number,
): Promise<void> {
  const rebuilt = await rebuildProjection({ databaseUrl, declaration, source });
  assert.deepEqual([rebuilt.facts, rebuilt.missing], [facts, 0], 'every fact was seen');
  for (const { name, equal, rows, firstDifference } of rebuilt.tables) {
    assert(equal, `${name} is another: ${JSON.stringify(firstDifference)}`);
    assert(rows > 0 || name === 'flags', `${name} has rows`);
  }
}
