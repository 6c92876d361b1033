/** What `serai doctor` says of a database by address: the server, its level, its connections, and a pooler before it. */
import pg from 'pg';
import { type DatabaseAddress, databaseAddress } from '#shared/database/address.ts';
import { migrationFiles } from '#shared/database/migration-files.ts';
import { connectionsOf } from '#shared/database/pool-size.ts';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import type { Finding } from './finding.ts';

export interface DatabaseSetup {
  readonly databaseUrl: string;
  readonly databaseDirectUrl: string | undefined;
  readonly connectionsMax: number | undefined;
  /** All that may run, each with the most replicas it may have. */
  readonly functions: readonly { readonly replicasMax: number }[];
}

/** The oldest server whose row-level security, `uuid` and generated columns we were run on. */
const serverVersionMin = 160_000;
const connectTimeoutMs = 3_000;

export async function checkDatabase(setup: DatabaseSetup): Promise<readonly Finding[]> {
  let address: DatabaseAddress;
  try {
    address = databaseAddress(setup.databaseUrl, setup.databaseDirectUrl);
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    return [{ name: 'database', ok: false, found: error.message }];
  }
  const variable = address.pooled ? 'DATABASE_DIRECT_URL' : 'DATABASE_URL';
  return [
    ...(await checkServer(address.directUrl, variable, address.pooled ? undefined : setup)),
    ...(address.pooled ? [await checkPooler(address.url)] : []),
  ];
}

function checkServer(
  url: string,
  variable: string,
  setup: DatabaseSetup | undefined,
): Promise<readonly Finding[]> {
  return connected('database', url, variable, async (client) => [
    await checkVersion(client),
    await checkMigrations(client),
    ...(setup === undefined ? [] : [await checkConnections(client, setup)]),
  ]);
}

async function checkVersion(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ version: string; number: string }>(
    `select current_setting('server_version') as version, current_setting('server_version_num') as number`,
  );
  const ok = Number(rows[0]?.number) >= serverVersionMin;
  const found = `PostgreSQL ${rows[0]?.version}${ok ? '' : ', and at least 16 is needed'}`;
  return { name: 'database', ok, found };
}

/** A pooler that hands out one session for each transaction is told by what it does with settings. */
async function checkPooler(url: string): Promise<Finding> {
  const [finding] = await connected('pooler', url, 'DATABASE_URL', async (client) => {
    await client.query('begin; select 1; commit');
    return [{ name: 'pooler', ok: true, found: 'it lets transactions through to the server' }];
  });
  return finding ?? { name: 'pooler', ok: false, found: 'it said nothing' };
}

/** Replicas at their most, with what superusers keep for themselves left out. */
async function checkConnections(
  client: pg.Client,
  { functions, connectionsMax }: DatabaseSetup,
): Promise<Finding> {
  const name = 'pools';
  const { rows } = await client.query<{ usable: number }>(
    `select current_setting('max_connections')::int
       - current_setting('superuser_reserved_connections')::int as usable`,
  );
  const usable = rows[0]?.usable ?? 0;
  try {
    const wanted = connectionsOf(functions, connectionsMax);
    const sum = `${functions.length} functions at their most hold ${wanted} connections, the server has ${usable}`;
    // Without a bound this is one house on one machine, whose pools are small.
    const ok = connectionsMax === undefined || wanted <= usable;
    const way = wanted <= usable ? '' : '; set DATABASE_CONNECTIONS_MAX, or put a pooler before it';
    return { name, ok, found: `${sum}${way}` };
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    return { name, ok: false, found: error.message };
  }
}

async function checkMigrations(client: pg.Client): Promise<Finding> {
  const name = 'migrations';
  const files = await migrationFiles();
  const ledger = await client.query<{ there: boolean }>(
    `select to_regclass('migrations.applied') is not null as there`,
  );
  if (ledger.rows[0]?.there !== true) {
    return { name, ok: true, found: `none applied yet; the first start applies ${files.length}` };
  }
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from migrations.applied order by name',
  );
  const strange = rows.find(
    (row, at) => files[at]?.name !== row.name || files[at]?.sha256 !== row.sha256,
  );
  if (strange !== undefined) {
    return { name, ok: false, found: `${strange.name} was applied, and is not what the files say` };
  }
  const missing = files.length - rows.length;
  const rest = missing === 0 ? '' : `; the next start applies ${missing} more`;
  return { name, ok: true, found: `${rows.length} applied${rest}` };
}

async function connected(
  name: string,
  url: string,
  variable: string,
  work: (client: pg.Client) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: connectTimeoutMs,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'no reason given';
    return [{ name, ok: false, found: `${variable} cannot be reached: ${why}` }];
  } finally {
    await client.end().catch(() => undefined);
  }
}
