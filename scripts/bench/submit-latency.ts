/**
 * How long a client waits for the 202 of a command that Kafka has acknowledged: saturation first, in a
 * closed loop, then 70 % of it in an open loop, the generator on a core of its own.
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import type { Job, Outcome } from '../../load/generator.ts';
import type { KafkaEngine } from '../engines/kafka.ts';
import { startChild } from './child.ts';
import { startDoor } from './door.ts';
import { type Bench, type BenchOptions, type Figure, median, rounded, spread } from './figure.ts';
import { warmUpConnections } from './submit.ts';
import { withKafka } from './with-kafka.ts';

const goalMs = { p99: 15, p999: 60 } as const;
const goalSaturation = 8_000;
const shareOfSaturation = 0.7;
const connections = 256;

/** Generator and function would take the core from each other: the last one is the generator's, all threads of it. */
function keepApart(generator: number, others: readonly number[]): boolean {
  const last = cpus().length - 1;
  if (last === 0) return false;
  const pin = (pid: number, list: string): void =>
    void execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', list, String(pid)]);
  pin(generator, String(last));
  for (const pid of others) pin(pid, last === 1 ? '0' : `0-${last - 1}`);
  return true;
}

export const bench: Bench = (options) => withKafka((kafka) => latencyOn(kafka, options));

async function latencyOn(kafka: KafkaEngine, options: BenchOptions): Promise<Figure> {
  const { quick, note } = options;
  const [forMs, rounds] = quick ? [2_000, 1] : [10_000, 5];
  const door = await startDoor(options, kafka);
  const generator = startChild({ module: 'load/generator.ts' });
  try {
    const apart = keepApart(generator.pid, [door.pid]);
    const job = {
      ...{ targets: door.targets, port: door.port, connections, scarceOneIn: 0, forMs },
      ...{ prefer: 'respond-async', expect: 'pending' },
    } satisfies Partial<Job>;
    let accepted = 0;
    const ask = async (more: Partial<Job>): Promise<Outcome> => {
      const outcome = await generator.ask<Outcome>({ ...job, ...more });
      accepted += outcome.good;
      return outcome;
    };
    const perSecondOf = ({ good, elapsedMs }: Outcome): number => (good * 1000) / elapsedMs;
    // The first two warm up.
    await ask({ seed: 1, connections: warmUpConnections });
    await ask({ seed: 2 });
    const saturated = [await ask({ seed: 3 }), await ask({ seed: 4 }), await ask({ seed: 5 })];
    const saturation = median(saturated.map(perSecondOf));
    const perSecond = Math.floor(saturation * shareOfSaturation);
    note(`saturated at ${saturation.toFixed(0)}/s; ${perSecond}/s in open loop`);
    const steady: Outcome[] = [];
    let generatorCores = 0;
    for (let at = 0; at < rounds; at += 1) {
      const outcome = await ask({ seed: 6 + at, perSecond });
      const { p50, p99, p999, max } = outcome.latencyMs;
      const cores = outcome.cpuUs / outcome.elapsedMs / 1000;
      note(
        `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, p99.9 ${p999.toFixed(1)} ms, max ${max.toFixed(0)} ms, generator ${cores.toFixed(2)} of a core`,
      );
      generatorCores = Math.max(generatorCores, cores);
      steady.push(outcome);
    }
    await door.holds(accepted);
    const of = (name: keyof Outcome['latencyMs']): number =>
      rounded(median(steady.map(({ latencyMs }) => latencyMs[name])));
    const [p99Ms, p999Ms] = [of('p99'), of('p999')];
    return {
      ours: p99Ms,
      unit: `ms, p99 of 202 at ${perSecond}/s, open loop`,
      goal: `≤ ${goalMs.p99} ms, p99.9 ≤ ${goalMs.p999} ms, saturation ≥ ${goalSaturation.toLocaleString('en')}/s`,
      met: p99Ms <= goalMs.p99 && p999Ms <= goalMs.p999 && saturation >= goalSaturation,
      details: {
        ...{ connections, generatorApart: apart, generatorCores: rounded(generatorCores) },
        ...{ saturationPerSecond: Math.round(saturation), perSecond },
        // With a core to itself a generator that uses all of it measures its own queue.
        ...{ p50Ms: of('p50'), p99Ms, p999Ms, maxMs: of('max') },
        spread: rounded(spread(steady.map(({ latencyMs }) => latencyMs.p99)), 2),
      },
    };
  } finally {
    await generator.stop();
    await door.stop();
  }
}
