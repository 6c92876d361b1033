/** Runs one journey with k6 against a target, and says what came of it and what it cost. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endedChildrenCpuUs } from '../bench/cpu.ts';
import type { Cpu } from './serve.ts';
import { type Measured, parseSummary } from './summary.ts';
import type { Target } from './target.ts';

export const journeys = [
  'front-desk-day',
  'channel-storm',
  'availability-reader',
  'event-producer',
  'sale-opening',
] as const;
export type Journey = (typeof journeys)[number];

export interface Load {
  readonly journey: Journey;
  readonly perSecond: number;
  readonly durationS: number;
  /** Undefined: the journey's own. */
  readonly p95MsMax?: number | undefined;
}

/** `missed`: the journey ran and a threshold was crossed; `broken`: it did not run to its end. */
export type Ended = 'passed' | 'missed' | 'broken';

export interface Outcome extends Load {
  readonly target: string;
  readonly ended: Ended;
  /** Undefined when k6 left none. */
  readonly measured: Measured | undefined;
  /** Of k6 itself. */
  readonly generatorUs: number;
  /** Of a house on this machine, with everything it did after the last answer until the summary. */
  readonly house: Cpu | undefined;
}

/** Opening and counting a property, and finishing what runs: journeys bound these themselves. */
const aroundMs = 660_000;
/** k6's own, for a threshold that was crossed. */
const missedExit = 99;
const root = join(import.meta.dirname, '../..');

export async function runJourney(k6: string, load: Load, target: Target): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'serai-load-'));
  const summary = join(folder, 'summary.json');
  const before = { house: target.cpu(), generatorUs: endedChildrenCpuUs() };
  try {
    const exit = await runK6(k6, load, target, summary);
    const text = await readFile(summary, 'utf8').catch(() => undefined);
    const measured = text === undefined ? undefined : parseSummary(text);
    return {
      ...load,
      target: target.url,
      ended: endedOf(exit, measured),
      measured,
      generatorUs: endedChildrenCpuUs() - before.generatorUs,
      house: spent(before.house, target.cpu()),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function endedOf(exit: number | null, measured: Measured | undefined): Ended {
  if (measured === undefined) return 'broken';
  if (exit === 0) return 'passed';
  return exit === missedExit ? 'missed' : 'broken';
}

function spent(before: Cpu | undefined, after: Cpu | undefined): Cpu | undefined {
  if (before === undefined || after === undefined) return undefined;
  return {
    serviceUs: after.serviceUs - before.serviceUs,
    postgresUs: after.postgresUs - before.postgresUs,
  };
}

async function runK6(
  k6: string,
  { journey, perSecond, durationS, p95MsMax }: Load,
  target: Target,
  summary: string,
): Promise<number | null> {
  const script = join(root, 'load/journeys', `${journey}.ts`);
  // Tokens travel in the environment: other users of the machine see arguments.
  const child = spawn(k6, ['run', '--quiet', '--no-usage-report', '--address', '', script], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TARGET: target.url,
      TOKEN: target.token,
      CHANNEL_TOKEN: target.channelToken,
      BROKER: target.broker,
      RATE: String(perSecond),
      DURATION_S: String(durationS),
      SUMMARY: summary,
      ...(p95MsMax === undefined ? {} : { P95_MS: String(p95MsMax) }),
    },
  });
  const patience = setTimeout(() => child.kill('SIGKILL'), durationS * 1000 + aroundMs);
  const [code]: unknown[] = await once(child, 'exit');
  clearTimeout(patience);
  return typeof code === 'number' ? code : null;
}
