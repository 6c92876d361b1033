/**
 * CPU time of one accepted command (`Prefer: respond-async`): the function's own process from its
 * bundle and the engine that keeps the log, against a bare `node:http` echo of the same requests.
 */
import type { Job, Outcome } from '../../load/generator.ts';
import { nodeOptions } from '../bundling/node-options.ts';
import type { KafkaEngine } from '../engines/kafka.ts';
import { startChild } from './child.ts';
import { processCpuUs } from './cpu.ts';
import { type DoorCpu, startDoor } from './door.ts';
import { type BenchOptions, type Figure, median, rounded, spread } from './figure.ts';

const goalRatio = 1.6;
const connections = 256;
/** For a first round: a broker that has just started answers hundreds at once too late. */
export const warmUpConnections = 16;

interface Round extends DoorCpu {
  readonly totalUs: number;
  readonly perSecond: number;
}

/** What was used for each accepted command. A broker is an engine apart: it does not count in the total. */
function roundOf(before: DoorCpu, after: DoorCpu, outcome: Outcome): Round {
  const of = (name: keyof DoorCpu): number => (after[name] - before[name]) / outcome.good;
  const [functionUs, postgresUs, brokerUs] = [of('functionUs'), of('postgresUs'), of('brokerUs')];
  return {
    ...{ functionUs, postgresUs, brokerUs, totalUs: functionUs + postgresUs },
    perSecond: (outcome.good * 1000) / outcome.elapsedMs,
  };
}

export function bench(options: BenchOptions): Promise<Figure> {
  return compareSubmits(options);
}

export async function compareSubmits(options: BenchOptions, kafka?: KafkaEngine): Promise<Figure> {
  const { quick, note } = options;
  const door = await startDoor(options, kafka);
  const echo = startChild({ module: 'load/baseline/json-echo.ts', execArgv: nodeOptions });
  const generator = startChild({ module: 'load/generator.ts' });
  try {
    const { port: echoPort } = await echo.next<{ port: number }>();
    const job = {
      ...{ targets: door.targets, connections, scarceOneIn: 0, forMs: quick ? 2_000 : 8_000 },
      prefer: 'respond-async',
    } satisfies Partial<Job>;
    let sent = 0;
    const ours: Round[] = [];
    const bare: { cpu: number; perSecond: number }[] = [];
    const rounds = quick ? 2 : 7;
    // The first of each warms up.
    for (let at = 0; at <= rounds; at += 1) {
      const seed = at + 1;
      const before = door.cpu();
      const submitted = await generator.ask<Outcome>({
        ...{ ...job, port: door.port, seed, expect: 'pending' },
        ...(at === 0 && { connections: warmUpConnections }),
      });
      sent += submitted.good;
      const each = roundOf(before, door.cpu(), submitted);
      const bareBefore = processCpuUs(echo.pid);
      const echoed = await generator.ask<Outcome>({
        ...{ ...job, port: echoPort, seed, expect: 'echo' },
      });
      const bareEach = {
        cpu: (processCpuUs(echo.pid) - bareBefore) / echoed.good,
        perSecond: (echoed.good * 1000) / echoed.elapsedMs,
      };
      note(
        `ours ${each.totalUs.toFixed(1)} µs (function ${each.functionUs.toFixed(1)}, PostgreSQL ${each.postgresUs.toFixed(1)}; ` +
          `broker ${each.brokerUs.toFixed(1)}), ` +
          `${each.perSecond.toFixed(0)}/s; echo ${bareEach.cpu.toFixed(1)} µs, ${bareEach.perSecond.toFixed(0)}/s`,
      );
      if (at === 0) continue;
      ours.push(each);
      bare.push(bareEach);
    }
    await door.holds(sent);
    const of = (value: (round: Round) => number): number => rounded(median(ours.map(value)));
    const ratios = ours.map((each, at) => each.totalUs / (bare[at]?.cpu ?? 0));
    const ratio = rounded(median(ratios));
    return {
      ours: of((each) => each.totalUs),
      baseline: rounded(median(bare.map((each) => each.cpu))),
      ratio,
      unit: 'CPU µs per request',
      goal: `≤ ${goalRatio}×`,
      met: ratio <= goalRatio,
      details: {
        connections,
        spread: rounded(spread(ratios), 2),
        functionUs: of((each) => each.functionUs),
        postgresUs: of((each) => each.postgresUs),
        brokerUs: of((each) => each.brokerUs),
        functionRatio: rounded(
          median(ours.map((each, at) => each.functionUs / (bare[at]?.cpu ?? 0))),
        ),
        perSecond: Math.round(median(ours.map((each) => each.perSecond))),
        echoPerSecond: Math.round(median(bare.map((each) => each.perSecond))),
      },
    };
  } finally {
    await Promise.all([generator.stop(), echo.stop()]);
    await door.stop();
  }
}
