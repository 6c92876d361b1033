/** What `serai doctor` looks at: each check says in one line what it found. */
import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { postgresMajor } from '#shared/database/embedded-cluster.ts';
import { reachableDirectory } from '#shared/database/server-account.ts';
import { declarationsIn } from '#shared/openapi/checkout.ts';
import { checkDatabase } from './check-database.ts';
import { checkRedis } from './check-redis.ts';
import type { Finding } from './finding.ts';

export interface Setup {
  readonly nodeVersion: string;
  readonly url: string;
  readonly home: string;
  readonly databaseUrl: string | undefined;
  readonly databaseDirectUrl: string | undefined;
  /** As DATABASE_CONNECTIONS_MAX says it. */
  readonly connectionsMax: string | undefined;
  readonly redisUrl: string | undefined;
  readonly nowMs: () => number;
}

const nodeMajor = 26;
const connectTimeoutMs = 3_000;
/** Beyond it tokens look expired or not yet valid. */
const skewMsMax = 5_000;
/** Before it was set: a machine whose battery is empty wakes up in the past. */
const earliestMs = Date.UTC(2026, 0, 1);
const root = fileURLToPath(new URL('../..', import.meta.url));

export async function findings(setup: Setup): Promise<readonly Finding[]> {
  return [
    checkNode(setup),
    await checkPort(setup),
    await checkHome(setup),
    await checkData(setup),
    ...(setup.databaseUrl === undefined ? [] : await checkGiven(setup, setup.databaseUrl)),
    ...(setup.redisUrl === undefined ? [] : [await checkRedis(setup.redisUrl)]),
    await checkClock(setup),
  ];
}

async function checkGiven(
  { databaseDirectUrl, connectionsMax }: Setup,
  databaseUrl: string,
): Promise<readonly Finding[]> {
  const bound = connectionsMax === undefined ? undefined : Number(connectionsMax);
  if (bound !== undefined && !Number.isInteger(bound))
    return [{ name: 'pools', ok: false, found: 'DATABASE_CONNECTIONS_MAX is no whole number' }];
  const declared = await declarationsIn(root);
  const functions = declared.map(({ scale }) => scale);
  return checkDatabase({ databaseUrl, databaseDirectUrl, connectionsMax: bound, functions });
}

function checkNode({ nodeVersion }: Setup): Finding {
  const ok = Number(nodeVersion.split('.')[0]) === nodeMajor;
  const wanted = ok ? '' : `, and ${nodeMajor} is needed: run npm ci and use npm run`;
  return { name: 'node', ok, found: `${nodeVersion}${wanted}` };
}

async function checkPort({ url }: Setup): Promise<Finding> {
  const name = 'port';
  const { host } = new URL(url);
  const answer = await head(url);
  if (answer !== undefined) {
    const ours = answer.ok && (await answer.text().catch(() => '')) === 'ready';
    const found = ours
      ? `a house answers at ${url}`
      : `another program answers at ${url}; choose a port with PORT`;
    return { name, ok: ours, found };
  }
  const free = await isFree(url);
  return {
    name,
    ok: free,
    found: free ? `${host} is free` : `${host} is taken by a program that does not answer`,
  };
}

async function head(url: string): Promise<Response | undefined> {
  try {
    return await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(connectTimeoutMs) });
  } catch {
    // Nobody there, or nobody who speaks HTTP.
    return undefined;
  }
}

async function isFree(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  const { promise, resolve: settle } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', () => settle(false));
  server.listen(Number(port) || (protocol === 'https:' ? 443 : 80), hostname, () => {
    server.close(() => settle(true));
  });
  return promise;
}

async function checkHome({ home }: Setup): Promise<Finding> {
  const name = 'home';
  const directory = resolve(home);
  const writable = await isWritable(directory);
  if (!writable) return { name, ok: false, found: `${directory} cannot be written to` };
  const place = join(directory, 'postgres');
  const reachable = await reachableDirectory(place);
  const elsewhere =
    reachable === place ? '' : `; the database's user cannot reach it and gets ${reachable}`;
  return { name, ok: true, found: `${directory} can be written to${elsewhere}` };
}

/** Of what is not there yet, the nearest directory above. */
async function isWritable(directory: string): Promise<boolean> {
  if ((await stat(directory).catch(() => undefined)) === undefined) {
    return dirname(directory) !== directory && isWritable(dirname(directory));
  }
  return access(directory, constants.W_OK).then(
    () => true,
    () => false,
  );
}

async function checkData({ home }: Setup): Promise<Finding> {
  const name = 'data';
  const data = join(await reachableDirectory(join(home, 'postgres')), 'data');
  if ((await stat(data).catch(() => undefined)) === undefined) {
    return { name, ok: true, found: 'no data yet; the first start makes it' };
  }
  const major = (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  const control = await stat(join(data, 'global/pg_control')).catch(() => undefined);
  if (major === '' || control === undefined) {
    return {
      name,
      ok: false,
      found: `${data} is only half of a data directory; restore a backup or remove it`,
    };
  }
  const ok = major === postgresMajor;
  return {
    name,
    ok,
    found: `${data} is of PostgreSQL ${major}${ok ? '' : `, and this is ${postgresMajor}`}`,
  };
}

/** Against the house, where one answers. */
async function checkClock({ url, nowMs }: Setup): Promise<Finding> {
  const name = 'clock';
  const now = nowMs();
  if (now < earliestMs)
    return { name, ok: false, found: `it says ${new Date(now).toISOString()}, which is past` };
  const date = (await head(url))?.headers.get('date');
  const skewMs = date === null || date === undefined ? 0 : Math.abs(nowMs() - Date.parse(date));
  const ok = skewMs <= skewMsMax;
  const found = ok
    ? new Date(now).toISOString()
    : `it is ${Math.round(skewMs / 1000)} s apart from the house's`;
  return { name, ok, found };
}
