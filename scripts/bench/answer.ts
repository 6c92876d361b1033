/** How long a client waits for its 201 at a steady rate, open loop, beside the synchronous service at the same rate. */
import assert from 'node:assert/strict';
import type { Outcome } from '../../load/generator.ts';
import { checkOurs, checkRival } from './booking-checks.ts';
import { startChild } from './child.ts';
import { type BenchOptions, type Figure, median, profiling, rounded, spread } from './figure.ts';
import { manyHouses } from './houses.ts';
import { startOurs } from './ours.ts';
import { startRival } from './rival.ts';

const goalMs = 25;
const goalPerSecond = 2_000;
/** In the quick form, beside whatever else a machine does. */
export const quickPerSecond = 40;
/** The last answer may come so long after the last request; past it the rate was not taken, and a queue grew. */
export const lateMsMax = 1_000;

/** More than wait at once at the rates of the goals. */
const connections = 512;

/** A round at a steady rate whose every answer was a booking. */
export async function steadily(
  generator: ReturnType<typeof startChild>,
  target: {
    readonly port: number;
    readonly targets: Awaited<ReturnType<typeof startOurs>>['targets'];
  },
  round: { readonly seed: number; readonly forMs: number; readonly perSecond: number },
): Promise<Outcome> {
  const { port, targets } = target;
  return generator.ask<Outcome>({
    ...{ ...round, port, targets, scarceOneIn: 0, connections, expect: 'booked' },
  });
}

function summaryOf(rounds: readonly Outcome[], forMs: number) {
  const p99 = rounds.map(({ latencyMs }) => latencyMs.p99);
  return {
    p50Ms: rounded(median(rounds.map(({ latencyMs }) => latencyMs.p50))),
    p99Ms: rounded(median(p99)),
    maxMs: rounded(Math.max(...rounds.map(({ latencyMs }) => latencyMs.max))),
    lateMs: Math.round(median(rounds.map(({ elapsedMs }) => elapsedMs - forMs))),
    generatorCpuUs: rounded(median(rounds.map(({ cpuUs, good }) => cpuUs / good))),
    spread: rounded(spread(p99), 2),
  };
}

export async function bench(options: BenchOptions): Promise<Figure> {
  const { quick, note } = options;
  const [forMs, rounds] = quick ? [2_000, 1] : [8_000, 3];
  const perSecond = quick ? quickPerSecond : goalPerSecond;
  const generator = startChild({ module: 'load/generator.ts' });
  const ours = await startOurs(manyHouses, { execArgv: profiling(options) });
  const rival = await startRival(manyHouses);
  try {
    const sides = [
      { name: 'ours', target: ours, found: [] as Outcome[], booked: 0, refused: 0 },
      { name: 'baseline', target: rival, found: [] as Outcome[], booked: 0, refused: 0 },
    ];
    // The first of each warms up.
    for (let at = 0; at <= rounds; at += 1) {
      for (const side of sides) {
        const outcome = await steadily(generator, side.target, { seed: at + 1, forMs, perSecond });
        await ours.settled();
        side.booked += outcome.good;
        side.refused += outcome.refused;
        const { p50, p99, max } = outcome.latencyMs;
        note(
          `${side.name} p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, max ${max.toFixed(0)} ms`,
        );
        if (at > 0) side.found.push(outcome);
      }
    }
    const [one, other] = sides;
    assert(one !== undefined && other !== undefined);
    await checkOurs(ours.sql, one.booked, one.refused);
    await checkRival(rival.sql, other.booked, other.refused);
    const [found, baseline] = [one, other].map((side) => summaryOf(side.found, forMs));
    assert(found !== undefined && baseline !== undefined);
    return {
      ...{ ours: found.p99Ms, baseline: baseline.p99Ms },
      ratio: rounded(found.p99Ms / baseline.p99Ms),
      unit: `ms, p99 of 201 at ${perSecond}/s, open loop`,
      goal: `≤ ${goalMs} ms at ${goalPerSecond.toLocaleString('en')}/s`,
      met: found.p99Ms <= goalMs && found.lateMs <= lateMsMax && perSecond >= goalPerSecond,
      details: { perSecond, booked: one.booked, ours: found, baseline },
    };
  } finally {
    await Promise.all([generator.stop(), ours.stop(), rival.stop()]);
  }
}
