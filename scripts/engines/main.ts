/**
 * `make engines`: every real engine on loopback, its address printed as a line of an environment;
 * `make engines-stop` ends what this started, and nothing else.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { startAll } from './all.ts';

const file = '.serai/engines.json';
const logFile = '.serai/engines.log';
/** The first start fetches Kafka and installs what is missing. */
const startMsMax = 900_000;
const stopMsMax = 60_000;
const pollMs = 100;

interface Standing {
  readonly pid: number;
  readonly addresses: Readonly<Record<string, string>>;
}

/** Undefined when none run; a number that went to another program meanwhile is none of ours. */
async function standing(): Promise<Standing | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const found: Standing = JSON.parse(text);
  return (await isOurs(found.pid)) ? found : undefined;
}

async function isOurs(pid: number): Promise<boolean> {
  const said = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return said.includes(import.meta.filename) && said.includes('keep');
}

function print({ addresses }: Standing): void {
  for (const [name, value] of Object.entries(addresses)) {
    process.stdout.write(`${name}='${value}'\n`);
  }
}

async function start(): Promise<void> {
  const there = await standing();
  if (there !== undefined) return print(there);
  await mkdir(dirname(file), { recursive: true });
  const log = await open(logFile, 'w');
  const keeper = spawn(process.execPath, [import.meta.filename, 'keep'], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  let ended = false;
  keeper.once('exit', () => {
    ended = true;
  });
  await once(keeper, 'spawn');
  await log.close();
  const deadlineMs = performance.now() + startMsMax;
  for (;;) {
    const now = await standing();
    if (now !== undefined) {
      keeper.unref();
      return print(now);
    }
    if (ended || performance.now() > deadlineMs) {
      keeper.kill('SIGTERM');
      throw new SetupProblem(`The engines did not start: ${await readFile(logFile, 'utf8')}`);
    }
    await delay(pollMs);
  }
}

/** Runs until it is told to go; whatever ends it, the engines end with it. */
async function keep(): Promise<void> {
  const asked = Promise.withResolvers<void>();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => asked.resolve());
  // Nothing else keeps a process that only waits.
  const awake = setInterval(() => undefined, stopMsMax);
  const engines = await startAll();
  const { addresses } = engines;
  const part = `${file}.${process.pid}`;
  await writeFile(part, JSON.stringify({ pid: process.pid, addresses }), { mode: 0o600 });
  await rename(part, file);
  await asked.promise;
  await rm(file, { force: true });
  await engines.close();
  clearInterval(awake);
}

async function stop(): Promise<void> {
  const there = await standing();
  if (there === undefined) {
    process.stderr.write('no engines run\n');
    return;
  }
  process.kill(there.pid, 'SIGTERM');
  const deadlineMs = performance.now() + stopMsMax;
  while (await isOurs(there.pid)) {
    if (performance.now() > deadlineMs) throw new SetupProblem('The engines did not stop.');
    await delay(pollMs);
  }
}

const actions = { start, keep, stop };

try {
  const wanted = process.argv[2] ?? 'start';
  const action = Object.entries(actions).find(([name]) => name === wanted)?.[1];
  if (action === undefined) throw new SetupProblem('node scripts/engines/main.ts start|stop');
  await action();
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 78;
}
