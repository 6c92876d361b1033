/**
 * The door alone, for benchmarks of accepted commands: `submit-reservation` as a process from its
 * bundle, and the engine that keeps its log. Nobody decides.
 */
import assert from 'node:assert/strict';
import pg from 'pg';
import { migrate } from '#shared/database/migrate.ts';
import { kafkaEventLog } from '#shared/log/kafka.ts';
import type { EventLog } from '#shared/log/log.ts';
import { postgresEventLog } from '#shared/log/postgres.ts';
import type { Target } from '../../load/generator.ts';
import { businessDate } from '../../load/stays.ts';
import type { KafkaEngine } from '../engines/kafka.ts';
import { buildBundles, makeTopics, signing, startFunction } from '../testing/bundles.ts';
import { postmasterPid, processCpuUs, treeCpuUs } from './cpu.ts';
import { type BenchOptions, profiling } from './figure.ts';
import { type Houses, manyHouses, tenantOf } from './houses.ts';
import { rivalProperty } from './rival.ts';
import { benchServer } from './server.ts';

/** CPU microseconds so far. */
export interface DoorCpu {
  readonly functionUs: number;
  readonly postgresUs: number;
  /** Zero where PostgreSQL keeps the log. */
  readonly brokerUs: number;
}

export interface Door {
  readonly pid: number;
  readonly port: number;
  readonly targets: readonly Target[];
  cpu(): DoorCpu;
  /** Asserts that the log holds as many commands as were accepted. */
  holds(accepted: number): Promise<void>;
  stop(): Promise<void>;
}

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

export async function startDoor(options: BenchOptions, kafka?: KafkaEngine): Promise<Door> {
  const server = await benchServer('submit');
  await migrate({ url: server.url });
  const report = (problem: string, error: unknown): never => {
    throw new Error(problem, { cause: error });
  };
  const log = (): EventLog =>
    kafka === undefined
      ? postgresEventLog({ url: server.url, report })
      : kafkaEventLog({ access: { brokers: [kafka.brokers], clientId: 'bench' }, report });
  await makeTopics(server.url, log());
  const sql = new pg.Client({ connectionString: server.url });
  await sql.connect();
  await properties(sql, manyHouses);
  await sql.end();
  const bundles = await buildBundles(['submit-reservation']);
  const { env, token } = await signing();
  const running = startFunction(bundles, 'submit-reservation', {
    ...env,
    DATABASE_URL: server.url,
    LOG_LEVEL: 'info',
    NODE_OPTIONS: profiling(options).join(' '),
    ...(kafka === undefined ? {} : { KAFKA_BROKERS: kafka.brokers }),
  });
  const port = Number(new URL(await running.url).port);
  const pid = running.child.pid ?? 0;
  const broker = kafka?.pid();
  const postmaster = postmasterPid(server.directory);
  return {
    ...{ pid, port, targets: await targetsOf(manyHouses, token) },
    cpu: () => ({
      functionUs: processCpuUs(pid),
      postgresUs: treeCpuUs(postmaster),
      brokerUs: broker === undefined ? 0 : processCpuUs(broker),
    }),
    async holds(accepted) {
      const reader = log();
      const states = await reader.partitions('reservations.commands');
      await reader.close();
      const held = states.reduce((sum, { nextOffset }) => sum + nextOffset, 0);
      assert.equal(held, accepted, 'commands in the log');
    },
    async stop() {
      running.child.kill('SIGTERM');
      await running.ended;
      await bundles.remove();
      await server.stop();
    },
  };
}
