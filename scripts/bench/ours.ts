/** The house as it is served on a laptop, on the embedded server with the settings it has in use. */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { EmbeddedPostgres } from '#shared/database/embedded.ts';
import type { Target } from '../../load/generator.ts';
import { businessDate, roomTypes } from '../../load/stays.ts';
import { houseNodeOptions } from '../bundling/node-options.ts';
import { type Child, startChild } from './child.ts';
import { type Houses, roomsOf, tenantOf } from './houses.ts';
import { benchServer } from './server.ts';

export interface Ours {
  readonly server: EmbeddedPostgres;
  readonly sql: pg.Client;
  readonly service: Child;
  readonly port: number;
  readonly targets: readonly Target[];
  /** Resolves when every fact has been carried and projected. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** A projection works off some thousand facts a second. */
const settleMsMax = 60_000;
const settlePollMs = 100;

const behind = `
  select exists (
    select from reservations.outbox join reservations.relay_cursor using (partition)
    where outbox.next_position > relay_cursor.next_position
  ) or exists (
    select from reservations.outbox join (
      select partition, next_position from reservations.consumer_offsets where consumer like 'project-%'
      union all select partition, next_position from analytics.consumer_offsets where consumer like 'project-%'
    ) consumer using (partition)
    where outbox.next_position > consumer.next_position
  ) as behind`;

interface OursOptions {
  /** Beside what a house is started with. */
  readonly execArgv?: readonly string[];
  /** `host:port` of the log's broker; undefined: the log is in PostgreSQL. */
  readonly kafkaBrokers?: string | undefined;
}

export async function startOurs(houses: Houses, options: OursOptions = {}): Promise<Ours> {
  const { execArgv = [], kafkaBrokers } = options;
  const server = await benchServer('ours');
  const sql = new pg.Client({ connectionString: server.url });
  await sql.connect();
  const service = startChild({
    module: 'scripts/bench/house.ts',
    env: {
      DATABASE_URL: server.url,
      ...(kafkaBrokers === undefined ? {} : { KAFKA_BROKERS: kafkaBrokers }),
    },
    execArgv: [...houseNodeOptions, ...execArgv],
  });
  const { port } = await service.next<{ port: number }>();
  const tokens: string[] = [];
  for (let tenant = 0; tenant < houses.tenants; tenant += 1) {
    const { token } = await service.ask<{ token: string }>({ tenantId: tenantOf(houses, tenant) });
    tokens.push(`Bearer ${token}`);
  }
  const targets: Target[] = [];
  for (let number = 0; number < houses.properties; number += 1) {
    const token = tokens[number % houses.tenants] ?? '';
    targets.push({ path: `${await open(port, token, number)}/reservations`, token });
  }
  return {
    ...{ server, sql, service, port, targets },
    async settled() {
      for (const lateMs = Date.now() + settleMsMax; ; await delay(settlePollMs)) {
        const { rows } = await sql.query<{ behind: boolean }>(behind);
        if (rows[0]?.behind === false) return;
        if (Date.now() > lateMs) throw new Error('facts are still not projected');
      }
    },
    async stop() {
      await service.stop();
      await sql.end();
      await server.stop();
    },
  };
}

/** Resolves with the path of a new property. */
async function open(port: number, token: string, number: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/properties`, {
    method: 'POST',
    headers: {
      authorization: token,
      'content-type': 'application/json',
      'idempotency-key': `open-${number}`,
    },
    body: JSON.stringify({
      ...{ name: `House ${number}`, timeZone: 'Europe/Lisbon', currency: 'EUR', businessDate },
      roomTypes: roomTypes.map((code) => ({ code, name: code, physical: roomsOf(number) })),
    }),
  });
  const text = await answer.text();
  if (answer.status !== 201) throw new Error(`opening answered ${answer.status} ${text}`);
  const { id }: { id: string } = JSON.parse(text);
  return `/v1/properties/${id}`;
}
