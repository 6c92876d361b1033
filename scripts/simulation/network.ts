/** Calls of simulated processes to what lies outside of them: each takes its time and may meet a fault. */
import type { Dice } from './dice.ts';
import type { Fault, FaultPlan, Phase } from './faults.ts';
import type { Life } from './life.ts';
import type { SimulatedWorld } from './world.ts';

type Effect<T> = (fault: Fault | undefined) => Promise<T> | T;

export interface Network {
  readonly world: SimulatedWorld;
  readonly chance: Dice;
  readonly faults: FaultPlan;
  /** The fault that this phase meets now, written into the history. */
  fault(phase: Phase): Fault | undefined;
  /** How long something takes on its way. */
  latencyMs(): number;
  /**
   * A call and its answer. `effect` is done where the call arrives; the faults that any call may
   * meet are seen to here, the others are handed to it.
   */
  call<T>(life: Life, phase: Phase, effect: Effect<T>): Promise<T>;
  crash(life: Life): void;
  pause(life: Life, forMs: number): void;
}

/** Told of what becomes of processes. */
export interface Watcher {
  crashed(life: Life): void;
  paused(life: Life): void;
}

/** A quick one, and now and then one that others overtake. */
const latencyMsMax = 4;
const slowMsMax = 60;
const slowShare = 0.06;

export function network(
  world: SimulatedWorld,
  chance: Dice,
  faults: FaultPlan,
  startMs: number,
  watcher: () => Watcher,
): Network {
  const net: Network = {
    world,
    chance,
    faults,
    fault(phase) {
      const met = faults.take(phase, world.nowMs() - startMs);
      if (met !== undefined) world.note(`FAULT ${phase}: ${met.kind}`);
      return met;
    },
    latencyMs: () =>
      chance.chance(slowShare) ? chance.between(1, slowMsMax) : chance.between(0, latencyMsMax),
    call<T>(life: Life, phase: Phase, effect: Effect<T>) {
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      world.at(net.latencyMs(), life, phase, async () => {
        const met = net.fault(phase);
        if (met?.kind === 'crash before') return net.crash(life);
        if (met?.kind === 'pause') net.pause(life, pauseMs(met));
        const answer = await settled(() => effect(met));
        if (met?.kind === 'crash after') return net.crash(life);
        const answerMs = met?.kind === 'late answer' ? pauseMs(met) : net.latencyMs();
        world.at(answerMs, life, '', () =>
          'error' in answer ? reject(answer.error) : resolve(answer.value),
        );
      });
      return promise;
    },
    crash(life) {
      if (!life.alive) return;
      world.crash(life);
      watcher().crashed(life);
    },
    pause(life, forMs) {
      if (!life.alive || life.paused) return;
      world.pause(life, forMs);
      watcher().paused(life);
    },
  };
  return net;
}

/** From a hiccup to longer than every lease. */
export function pauseMs({ size }: Fault): number {
  return 100 + size * 5;
}

async function settled<T>(
  work: () => Promise<T> | T,
): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}
