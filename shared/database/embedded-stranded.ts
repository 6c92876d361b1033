/** Stops the server that a killed house left running on its directory, and no other program. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { clusterPassword, superuser } from './embedded-cluster.ts';
import { SetupProblem } from './setup-problem.ts';

/** Longer than a fast stop with its checkpoint takes. */
const goneTimeoutMs = 30_000;
const pollMs = 50;
const connectTimeoutMs = 1_000;

export async function stopStranded(directory: string): Promise<void> {
  const data = join(directory, 'data');
  const lines = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (lines === undefined) {
    return;
  }
  const [pidText, , , portText] = lines.split('\n');
  const pid = Number(pidText);
  const deadlineMs = Date.now() + goneTimeoutMs;
  let asked = false;
  while (isAlive(pid)) {
    if (Date.now() > deadlineMs) {
      throw new SetupProblem(`${data} is locked by process ${pid}, which does not stop.`);
    }
    // The number alone proves nothing, it may be another program's by now: the server itself does.
    if (!asked && (await serves(directory, Number(portText)))) {
      process.kill(pid, 'SIGINT');
      asked = true;
    }
    if (!asked && !(await stillListed(data, lines))) {
      return;
    }
    await delay(pollMs);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function stillListed(data: string, lines: string): Promise<boolean> {
  return (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')) === lines;
}

async function serves(directory: string, port: number): Promise<boolean> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: superuser,
    password: await clusterPassword(directory),
    database: 'postgres',
    connectionTimeoutMillis: connectTimeoutMs,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data: string }>(
      "select current_setting('data_directory') as data",
    );
    return rows[0]?.data === join(directory, 'data');
  } catch {
    return false; // starting, stopping, or not a PostgreSQL at all
  } finally {
    await client.end().catch(() => undefined);
  }
}
