/** The synchronous service of `load/baseline/`, on a server and a database like ours. */
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import type { EmbeddedPostgres } from '#shared/database/embedded.ts';
import { newIssuerKey, tokenIssuer } from '#shared/http/issuer.ts';
import { systemClock, systemIds } from '#shared/system.ts';
import type { Target } from '../../load/generator.ts';
import { businessDate, daysAhead, nightsMax, roomTypes } from '../../load/stays.ts';
import { houseNodeOptions } from '../bundling/node-options.ts';
import { type Child, startChild } from './child.ts';
import { type Houses, roomsOf, tenantOf } from './houses.ts';
import { benchServer } from './server.ts';

/** Tried with 8, 16, 32 and 64: more connections only wait for the same two cores. */
export const rivalPool = 16;

export interface Rival {
  readonly server: EmbeddedPostgres;
  readonly sql: pg.Client;
  readonly service: Child;
  readonly port: number;
  readonly targets: readonly Target[];
  stop(): Promise<void>;
}

/** Numbered, so that pgbench can name a property at random. */
export function rivalProperty(number: number): string {
  return `0199d000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

export async function startRival(houses: Houses): Promise<Rival> {
  const server = await benchServer('rival');
  const sql = new pg.Client({ connectionString: server.url });
  await sql.connect();
  const tables = new URL('../../load/baseline/tables.sql', import.meta.url);
  await sql.query(await readFile(tables, 'utf8'));
  await fill(sql, houses);
  const issuer = await tokenIssuer({
    ...{ issuer: 'https://rival.invalid', audience: 'rival', clock: systemClock, ids: systemIds },
    key: await newIssuerKey(systemIds),
  });
  const service = startChild({
    module: 'load/baseline/booking-service.ts',
    execArgv: houseNodeOptions,
    env: {
      DATABASE_URL: server.url,
      JWKS: JSON.stringify({ keys: issuer.publicKeys() }),
      ISSUER: issuer.issuer,
      AUDIENCE: issuer.audience,
      POOL: String(rivalPool),
    },
  });
  const { port } = await service.next<{ port: number }>();
  const targets = await Promise.all(
    Array.from({ length: houses.properties }, async (_, number): Promise<Target> => {
      const tenantId = tenantOf(houses, number);
      const claims = { sub: tenantId, tenant_id: tenantId, client_id: 'bench' };
      return {
        path: `/v1/properties/${rivalProperty(number)}/reservations`,
        token: `Bearer ${await issuer.sign(claims, 3600)}`,
      };
    }),
  );
  return {
    ...{ server, sql, service, port, targets: sameTokenPerTenant(houses, targets) },
    async stop() {
      await service.stop();
      await sql.end();
      await server.stop();
    },
  };
}

function sameTokenPerTenant(houses: Houses, targets: readonly Target[]): readonly Target[] {
  return targets.map((target, number) => ({
    path: target.path,
    token: targets[number % houses.tenants]?.token ?? target.token,
  }));
}

async function fill(sql: pg.Client, houses: Houses): Promise<void> {
  for (let number = 0; number < houses.properties; number += 1) {
    const keys = [tenantOf(houses, number), rivalProperty(number)];
    await sql.query(`insert into properties values ($1, $2, 'EUR', $3)`, [...keys, businessDate]);
    const rooms = roomsOf(number);
    await sql.query(
      `insert into nights (tenant_id, property_id, room_type, night, rooms)
       select $1, $2, type.code, $3::date + day, type.rooms
       from unnest($4::text[], $5::integer[]) type (code, rooms), generate_series(0, $6::integer) day`,
      [
        ...keys,
        businessDate,
        [...roomTypes, 'house'],
        [...roomTypes.map(() => rooms), rooms * roomTypes.length],
        daysAhead + nightsMax,
      ],
    );
  }
  await sql.query('vacuum analyze');
}
