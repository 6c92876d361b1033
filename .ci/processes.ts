/** Runs one shell line with a time limit, and leaves no process of it behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Exit } from './tally.ts';

/** Time to stop engines and remove their directories before what is left is killed. */
const stopMsMax = 10_000;
/** A killed process is gone within milliseconds, unless the kernel is busy taking its memory back. */
const deathMsMax = 2_000;
const pollMs = 20;

export interface Run {
  readonly exit: Exit;
  readonly tookMs: number;
  /** What it wrote, when it was asked to keep that; empty otherwise. */
  readonly output: string;
}

export interface RunOptions {
  readonly budgetMs: number;
  readonly env?: Readonly<Record<string, string>>;
  /** `inherit` shows what the line writes as it comes, `keep` returns it. */
  readonly output: 'inherit' | 'keep';
}

/** Groups still running, so that an interrupt from outside reaches them. */
const running = new Set<number>();

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name);
  } catch {
    // The group has ended by itself, which is what the signal asked for.
  }
}

/** Resolves when nothing of the group runs any more, or at `deadlineMs`. */
async function gone(group: number, deadlineMs: number): Promise<void> {
  while (performance.now() < deadlineMs) {
    try {
      process.kill(-group, 0);
    } catch {
      return;
    }
    await setTimeout(pollMs);
  }
}

/** Passes an interrupt on to everything that runs: groups of their own do not hear the terminal's. */
export function stopAll(name: NodeJS.Signals): void {
  for (const group of running) signal(group, name);
}

export async function run(line: string, options: RunOptions): Promise<Run> {
  const startedMs = performance.now();
  const output = options.output === 'keep' ? 'pipe' : 'inherit';
  const child = spawn('bash', ['-c', line], {
    detached: true,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', output, output],
  });
  const group = child.pid;
  if (group === undefined) return { exit: 127, tookMs: 0, output: `cannot start: ${line}` };
  running.add(group);
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  let late = false;
  const budget = globalThis.setTimeout(() => {
    late = true;
    signal(group, 'SIGTERM');
  }, options.budgetMs);
  const patience = globalThis.setTimeout(
    () => signal(group, 'SIGKILL'),
    options.budgetMs + stopMsMax,
  );
  const [code] = await once(child, 'exit');
  clearTimeout(budget);
  // Stopped engines are given time to clean up; what a finished suite forgot would disturb the next.
  if (late) await gone(group, performance.now() + stopMsMax);
  signal(group, 'SIGKILL');
  clearTimeout(patience);
  await gone(group, performance.now() + deathMsMax);
  running.delete(group);
  return {
    exit: late ? null : typeof code === 'number' ? code : 1,
    tookMs: performance.now() - startedMs,
    output: Buffer.concat(chunks).toString(),
  };
}
