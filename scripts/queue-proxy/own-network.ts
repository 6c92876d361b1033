/**
 * A network of its own for a command: loopback and nothing else, so that what binds fixed ports of all
 * addresses meets nobody and is heard by nobody. `node scripts/queue-proxy/own-network.ts COMMAND …`
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { needProgram } from '../engines/need-program.ts';
import { programs } from '../engines/programs.ts';

/** Whoever is not root becomes nobody else: PostgreSQL refuses to run as a root of any kind. */
const rights = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user', '--keep-caps'];
const unshare = ['--net', ...rights, '--'] as const;
/** It only makes a namespace and brings its loopback up. */
const tryMsMax = 10_000;

function inside(ip: string, command: readonly string[]): readonly string[] {
  return [...unshare, 'sh', '-ec', '"$0" link set lo up; exec "$@"', ip, ...command];
}

/** Why this machine or this user may not have one; `undefined` where it may. */
export function noOwnNetwork(ip: string): string | undefined {
  const { status, stderr, error } = spawnSync('unshare', inside(ip, ['true']), {
    encoding: 'utf8',
    timeout: tryMsMax,
  });
  if (status === 0) return undefined;
  return `no network namespace: ${error?.message ?? stderr.trim()}`;
}

/** Where it is missing, fixed ports would stand open on every address of this machine. */
export function needOwnNetwork(): void {
  const others = Object.keys(networkInterfaces()).filter((name) => name !== 'lo');
  if (others.length === 0) return;
  throw new SetupProblem(
    `This needs a network of its own, and sees ${others.join(', ')}: run it with .ci/run knative.`,
  );
}

if (import.meta.main) {
  const ip = await needProgram(programs.ip);
  const child = spawn('unshare', inside(ip, process.argv.slice(2)), { stdio: 'inherit' });
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => child.kill(name));
  const [code, signal] = await once(child, 'exit');
  process.exitCode = signal === null ? code : 1;
}
