/**
 * CPU time of one accepted command (`Prefer: respond-async`): the function's own process from its
 * bundle and the PostgreSQL that keeps the log, against a bare `node:http` echo of the same requests.
 */
import assert from 'node:assert/strict';
import pg from 'pg';
import { migrate } from '#shared/database/migrate.ts';
import type { Job, Outcome, Target } from '../../load/generator.ts';
import { businessDate } from '../../load/stays.ts';
import { nodeOptions } from '../bundling/node-options.ts';
import { buildBundles, makeTopics, signing, startFunction } from '../testing/bundles.ts';
import { startChild } from './child.ts';
import { postmasterPid, processCpuUs, treeCpuUs } from './cpu.ts';
import { type BenchOptions, type Figure, median, profiling, rounded, spread } from './figure.ts';
import { type Houses, manyHouses, tenantOf } from './houses.ts';
import { rivalProperty } from './rival.ts';
import { benchServer } from './server.ts';

const goalRatio = 1.6;
const connections = 256;

/** Rows as the writer leaves them: nobody decides here, so nobody could open a property. */
async function properties(sql: pg.Client, houses: Houses): Promise<void> {
  for (let number = 0; number < houses.properties; number += 1) {
    await sql.query(
      `insert into reservations.properties
       values ($1, $2, 'House', 'Europe/Lisbon', 'EUR', $3, '[]', $4, $4, 1, 0)`,
      [tenantOf(houses, number), rivalProperty(number), (number * 37) % 4096, businessDate],
    );
  }
}

async function targetsOf(
  houses: Houses,
  token: (tenantId: string, role: string) => Promise<string>,
): Promise<readonly Target[]> {
  const tokens: string[] = [];
  for (let tenant = 0; tenant < houses.tenants; tenant += 1) {
    tokens.push(`Bearer ${await token(tenantOf(houses, tenant), 'tenant_admin')}`);
  }
  return Array.from({ length: houses.properties }, (_, number) => ({
    path: `/v1/properties/${rivalProperty(number)}/reservations`,
    token: tokens[number % houses.tenants] ?? '',
  }));
}

export async function bench(options: BenchOptions): Promise<Figure> {
  const { quick, note } = options;
  const server = await benchServer('submit');
  await migrate({ url: server.url });
  await makeTopics(server.url);
  const sql = new pg.Client({ connectionString: server.url });
  await sql.connect();
  await properties(sql, manyHouses);
  const bundles = await buildBundles(['submit-reservation']);
  const { env, token } = await signing();
  const door = startFunction(bundles, 'submit-reservation', {
    ...env,
    DATABASE_URL: server.url,
    LOG_LEVEL: 'info',
    NODE_OPTIONS: profiling(options).join(' '),
  });
  const echo = startChild({ module: 'load/baseline/json-echo.ts', execArgv: nodeOptions });
  const generator = startChild({ module: 'load/generator.ts' });
  try {
    const { port: echoPort } = await echo.next<{ port: number }>();
    const doorPort = Number(new URL(await door.url).port);
    const doorPid = door.child.pid ?? 0;
    const postmaster = postmasterPid(server.directory);
    const targets = await targetsOf(manyHouses, token);
    const job = {
      ...{ targets, connections, scarceOneIn: 0, forMs: quick ? 2_000 : 8_000 },
    } satisfies Partial<Job>;
    let seed = 0;
    let sent = 0;
    const ours: { door: number; postgres: number; perSecond: number }[] = [];
    const bare: { cpu: number; perSecond: number }[] = [];
    const rounds = quick ? 2 : 7;
    // The first of each warms up.
    for (let at = 0; at <= rounds; at += 1) {
      seed += 1;
      const before = [processCpuUs(doorPid), treeCpuUs(postmaster)] as const;
      const submitted = await generator.ask<Outcome>({
        ...{ ...job, port: doorPort, seed, prefer: 'respond-async', expect: 'pending' },
      });
      sent += submitted.good;
      const each = {
        door: (processCpuUs(doorPid) - before[0]) / submitted.good,
        postgres: (treeCpuUs(postmaster) - before[1]) / submitted.good,
        perSecond: (submitted.good * 1000) / submitted.elapsedMs,
      };
      const bareBefore = processCpuUs(echo.pid);
      const echoed = await generator.ask<Outcome>({
        ...{ ...job, port: echoPort, seed, prefer: 'respond-async', expect: 'echo' },
      });
      const bareEach = {
        cpu: (processCpuUs(echo.pid) - bareBefore) / echoed.good,
        perSecond: (echoed.good * 1000) / echoed.elapsedMs,
      };
      note(
        `ours ${(each.door + each.postgres).toFixed(1)} µs (function ${each.door.toFixed(1)}, PostgreSQL ${each.postgres.toFixed(1)}), ` +
          `${each.perSecond.toFixed(0)}/s; echo ${bareEach.cpu.toFixed(1)} µs, ${bareEach.perSecond.toFixed(0)}/s`,
      );
      if (at === 0) continue;
      ours.push(each);
      bare.push(bareEach);
    }
    const { rows } = await sql.query<{ count: string }>(
      `select sum(record_count) as count from log.batches join log.topics on topics.id = topic_id
       where name = 'reservations.commands'`,
    );
    assert.equal(Number(rows[0]?.count), sent, 'commands in the log');
    const ratios = ours.map((each, at) => (each.door + each.postgres) / (bare[at]?.cpu ?? 0));
    const ratio = rounded(median(ratios));
    return {
      ours: rounded(median(ours.map((each) => each.door + each.postgres))),
      baseline: rounded(median(bare.map((each) => each.cpu))),
      ratio,
      unit: 'CPU µs per request',
      goal: `≤ ${goalRatio}×`,
      met: ratio <= goalRatio,
      details: {
        connections,
        spread: rounded(spread(ratios), 2),
        functionUs: rounded(median(ours.map((each) => each.door))),
        postgresUs: rounded(median(ours.map((each) => each.postgres))),
        functionRatio: rounded(median(ours.map((each, at) => each.door / (bare[at]?.cpu ?? 0)))),
        perSecond: Math.round(median(ours.map((each) => each.perSecond))),
        echoPerSecond: Math.round(median(bare.map((each) => each.perSecond))),
      },
    };
  } finally {
    await Promise.all([generator.stop(), echo.stop(), sql.end()]);
    door.child.kill('SIGTERM');
    await door.ended;
    await bundles.remove();
    await server.stop();
  }
}
