/** A real PostgreSQL as a child process on this machine's loopback: nothing to install, nothing left running. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, open, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ownDirectory } from './directory-owner.ts';
import { clusterPassword, ensureCluster, superuser } from './embedded-cluster.ts';
import { stopStranded } from './embedded-stranded.ts';
import {
  type Account,
  makeReachable,
  reachableDirectory,
  serverAccount,
  serverFiles,
} from './server-account.ts';
import { SetupProblem } from './setup-problem.ts';

export interface EmbeddedOptions {
  /** Where the server keeps everything. One that its account cannot reach is replaced: see the result. */
  readonly directory: string;
  /** 0 or nothing: a free one. */
  readonly port?: number | undefined;
  /** For tests: quick instead of durable, and the directory goes with the server. */
  readonly ephemeral?: boolean | undefined;
  /** Also reachable by a Unix socket in its directory, whose path must be short (some hundred bytes). */
  readonly socket?: boolean | undefined;
}

export interface EmbeddedPostgres {
  /** Of the superuser, to the database `postgres`. */
  readonly url: string;
  readonly directory: string;
  /** Resolves when the server has written everything down and is gone. */
  stop(): Promise<void>;
}

interface Place {
  readonly files: string;
  readonly directory: string;
  readonly account: Account | undefined;
  readonly ephemeral: boolean;
  readonly socket: boolean;
}

/** A start after a crash replays up to `max_wal_size` of log first. */
const startTimeoutMs = 60_000;
const startPollMs = 10;
/** A checkpoint of a laptop's disk; past it the server is made to go without one and replays later. */
const stopTimeoutMs = 30_000;
/** Between finding a port free and the server taking it another program may come first. */
const portAttemptsMax = 5;
/** What a person needs of the server's log to see why it did not start. */
const logTailBytes = 2_000;

const settings: readonly string[] = [
  'listen_addresses=127.0.0.1',
  // Some ten pools of ten, listeners, and a person's own tools.
  'max_connections=200',
  'timezone=UTC',
  'log_timezone=UTC',
  // Our statements are short: compiling them costs more than it saves, and disks are not spinning.
  'jit=off',
  'random_page_cost=1.1',
];
/** A laptop's share, taken only as it fills: small beside a browser. */
const durable: readonly string[] = [
  'shared_buffers=512MB',
  'synchronous_commit=on',
  // A house's tables grow by more than a tenth every minute at first, and would be read as often: for
  // statistics that no plan of ours asks for (decision 5) by 30,000 rows each time, whatever the table's
  // size, and for a visibility map by what is new. From then on the tenth and the fifth decide, as ever.
  'autovacuum_analyze_threshold=1000000',
  'autovacuum_vacuum_insert_threshold=100000',
];
const quick: readonly string[] = [
  'shared_buffers=64MB',
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'autovacuum_naptime=5min',
];

export async function embeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { port = 0, ephemeral = false, socket = false } = options;
  const account = await serverAccount();
  const directory = await reachableDirectory(options.directory);
  await makeReachable(directory);
  if (ephemeral && account !== undefined) {
    await chown(directory, account.uid, account.gid);
  }
  const release = await ownDirectory(directory);
  try {
    const place = { files: await serverFiles(account), directory, account, ephemeral, socket };
    await stopStranded(directory);
    await ensureCluster(place);
    const started = await startOnPort(place, port);
    return {
      url: urlOf(await clusterPassword(directory), started.port),
      directory,
      async stop() {
        await stopServer(started.server);
        started.watch?.kill('SIGKILL');
        await (ephemeral ? rm(directory, { recursive: true, force: true }) : release());
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

function urlOf(password: string, port: number): string {
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`;
}

interface Started {
  readonly server: ChildProcess;
  readonly watch: ChildProcess | undefined;
  readonly port: number;
}

async function startOnPort(place: Place, wanted: number): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(wanted);
    const server = await startServer(place, port);
    if (server !== 'port_in_use') {
      return { server, watch: watchOver(place), port };
    }
    if (wanted !== 0 || attempt === portAttemptsMax) {
      throw portInUse(port);
    }
  }
}

function portInUse(port: number): SetupProblem {
  return new SetupProblem(`Port ${port} of 127.0.0.1 is in use by another program.`);
}

async function freePort(wanted: number): Promise<number> {
  const probe = createServer();
  probe.listen(wanted, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch (cause) {
    throw new SetupProblem(portInUse(wanted).message, { cause });
  }
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function startServer(place: Place, port: number): Promise<ChildProcess | 'port_in_use'> {
  const { files, directory, account, ephemeral, socket } = place;
  const logFile = join(directory, 'server.log');
  const log = await open(logFile, 'w', 0o600);
  const sockets = `unix_socket_directories=${socket ? directory : ''}`;
  const chosen = [...settings, sockets, ...(ephemeral ? quick : durable)].flatMap((s) => ['-c', s]);
  const server = spawn(
    join(files, 'bin/postgres'),
    ['-D', join(directory, 'data'), '-p', String(port), ...chosen],
    {
      ...account,
      // A group of its own: Ctrl-C is for us, and we stop the server when our own work is done.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { LC_ALL: 'C' },
    },
  );
  const exited = new Promise<'exited'>((resolve) => {
    server.once('exit', () => resolve('exited'));
    server.once('error', () => resolve('exited'));
  });
  server.unref();
  await log.close();
  if ((await Promise.race([exited, ready(directory, server.pid)])) === 'ready') {
    return server;
  }
  server.kill('SIGQUIT');
  const said = (await readFile(logFile, 'utf8')).slice(-logTailBytes);
  if (said.includes('could not bind') || said.includes('could not create any TCP/IP sockets')) {
    return 'port_in_use';
  }
  throw new SetupProblem(`PostgreSQL did not start; it said: ${said.trim() || 'nothing'}`);
}

/** The server writes its state into the eighth line of its own file, the same place pg_ctl looks at. */
async function ready(directory: string, pid: number | undefined): Promise<'ready' | 'late'> {
  const deadlineMs = Date.now() + startTimeoutMs;
  while (Date.now() < deadlineMs) {
    const text = await readFile(join(directory, 'data/postmaster.pid'), 'utf8').catch(() => '');
    const lines = text.split('\n');
    if (lines[0] === String(pid) && lines[7]?.trim() === 'ready') {
      return 'ready';
    }
    await delay(startPollMs, undefined, { ref: true });
  }
  return 'late';
}

/**
 * A shell that waits for the end of its input, which comes when this process ends in whatever way,
 * and then stops the server, so that even a killed house leaves none behind.
 */
function watchOver({ files, directory, account, ephemeral }: Place): ChildProcess | undefined {
  if (process.platform === 'win32') {
    return undefined; // no such shell: the next start stops a stranded server
  }
  const script = `read -r _; "$1" -D "$2/data" stop -w -m ${ephemeral ? 'immediate' : 'fast'}${
    ephemeral ? '; rm -rf "$2"' : ''
  }`;
  const watch = spawn('/bin/sh', ['-c', script, 'sh', join(files, 'bin/pg_ctl'), directory], {
    ...account,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
  });
  watch.unref();
  if (watch.stdin !== null && 'unref' in watch.stdin) {
    (watch.stdin as unknown as { unref(): void }).unref();
  }
  return watch;
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) {
    return;
  }
  server.ref();
  const exited = once(server, 'exit');
  server.kill('SIGINT');
  const late = setTimeout(() => server.kill('SIGQUIT'), stopTimeoutMs);
  await exited;
  clearTimeout(late);
}
