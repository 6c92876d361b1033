/**
 * A real server as a child process that tests stop, freeze, kill and start again on the same data
 * and port. Whatever becomes of this process, the server ends and its directory goes.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SetupProblem } from '#shared/database/setup-problem.ts';

export interface Engine {
  readonly directory: string;
  /** Undefined while it does not run. */
  pid(): number | undefined;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it keeps its port and connections, and says nothing. */
  freeze(): void;
  thaw(): void;
  /** Asks it to go in order; resolves when it is gone. */
  stop(): Promise<void>;
  /** Starts it again on the same data and port; resolves when it answers. */
  start(): Promise<void>;
  /** Ends it, and its directory. */
  close(): Promise<void>;
  /** What it wrote last, for whoever looks for a fault. */
  output(): Promise<string>;
}

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface EngineSpec {
  /** In sentences and in the name of its directory. */
  readonly name: string;
  readonly account?: Account | undefined;
  /** Writes what the server needs before its first start. */
  prepare(directory: string): Promise<void>;
  command(directory: string): readonly [file: string, ...args: string[]];
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** A request that a server which is not ready yet rejects. */
  answers(): Promise<void>;
  /** Of one that builds itself before it starts. */
  readonly startMsMax?: number;
}

/** Kafka, the slowest, takes 2 s, and 15 s after a kill on a busy machine. */
const startMsMax = 90_000;
const pollMs = 50;
/** A broker hands its partitions over; past this it is made to go and recovers at its next start. */
const stopMsMax = 20_000;
const outputBytesMax = 4_000;

interface Running {
  readonly server: ChildProcess;
  readonly watch: ChildProcess;
}

export async function startEngine(spec: EngineSpec): Promise<Engine> {
  const { name, account } = spec;
  const directory = await mkdtemp(join(tmpdir(), `serai-${name}-`));
  if (account !== undefined) await chown(directory, account.uid, account.gid);
  const logFile = join(directory, 'server.log');
  let running: Running | undefined;

  async function begin(): Promise<Running> {
    const [file, ...args] = spec.command(directory);
    const log = await open(logFile, 'a');
    const server = spawn(file, args, {
      ...account,
      cwd: directory,
      // A group of its own: Ctrl-C is for us, and we end the server when our own work is done.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { PATH: process.env['PATH'], LC_ALL: 'C', ...spec.env },
    });
    const started = await Promise.race([
      once(server, 'spawn').then(() => true),
      once(server, 'error').then(() => false),
    ]);
    await log.close();
    if (!started) throw new SetupProblem(`${name} cannot be started: ${file}`);
    server.unref();
    return { server, watch: watchOver(server.pid ?? 0, directory) };
  }

  async function start(): Promise<void> {
    if (running !== undefined) return;
    running = await begin();
    const { server } = running;
    const deadlineMs = performance.now() + (spec.startMsMax ?? startMsMax);
    for (;;) {
      try {
        return await spec.answers();
      } catch (error) {
        const late = performance.now() > deadlineMs;
        if (!late && isAlive(server)) {
          await delay(pollMs);
          continue;
        }
        const said = await output();
        await end('SIGKILL');
        throw new SetupProblem(`${name} did not start (${error}); it said: ${said}`);
      }
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (running === undefined) return;
    const { server, watch } = running;
    running = undefined;
    if (isAlive(server)) {
      server.ref();
      const exited = once(server, 'exit');
      server.kill(signal);
      // A frozen one hears nothing before it goes on.
      if (signal !== 'SIGKILL') server.kill('SIGCONT');
      const late = setTimeout(() => server.kill('SIGKILL'), stopMsMax);
      await exited;
      clearTimeout(late);
    }
    watch.kill('SIGKILL');
  }

  async function output(): Promise<string> {
    const text = await readFile(logFile, 'utf8').catch(() => '');
    return text.slice(-outputBytesMax).trim();
  }

  async function close(): Promise<void> {
    await end('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  }

  try {
    await spec.prepare(directory);
    await start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    directory,
    pid: () => running?.server.pid,
    kill: () => end('SIGKILL'),
    freeze: () => void running?.server.kill('SIGSTOP'),
    thaw: () => void running?.server.kill('SIGCONT'),
    stop: () => end('SIGTERM'),
    start,
    close,
    output,
  };
}

function isAlive(server: ChildProcess): boolean {
  return server.exitCode === null && server.signalCode === null;
}

/** A shell that waits for the end of its input, which comes when this process ends in whatever way. */
function watchOver(pid: number, directory: string): ChildProcess {
  const script = 'read -r _; kill -9 "$1"; sleep 0.2; rm -rf "$2"';
  const watch = spawn('/bin/sh', ['-c', script, 'sh', String(pid), directory], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watch.unref();
  // A pipe can be let go of like a socket, which Node's types do not say.
  (watch.stdin as unknown as { unref(): void }).unref();
  return watch;
}
