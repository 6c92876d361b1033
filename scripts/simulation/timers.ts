/**
 * The timers and clocks of the process, taken over: code of a simulated process gets the world's,
 * everything else keeps the real ones. Product code needs no change for it.
 */
import { type Life, lives } from './life.ts';
import type { Happening, World } from './world.ts';

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  dateNow: Date.now,
  performanceNow: performance.now.bind(performance),
  hrtime: process.hrtime,
  random: Math.random,
};

/** What `setTimeout` gives to code of a simulated process. */
class Timer {
  happening: Happening | undefined;
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
  [Symbol.dispose](): void {
    this.happening?.cancel();
  }
}

type Callback = (...given: unknown[]) => void;

/** Takes over until the function returned is called. One world at a time. */
export function takeOverTimers(world: World): () => void {
  function later(life: Life, run: Callback, ms: number, given: unknown[]): Timer {
    const timer = new Timer();
    timer.happening = world.at(ms, life, '', () => {
      // Nobody waits for what a timer's callback returns.
      run(...given);
    });
    return timer;
  }
  function clear(timer: unknown, otherwise: (timer: never) => void): void {
    if (timer instanceof Timer) timer.happening?.cancel();
    else otherwise(timer as never);
  }
  Object.assign(globalThis, {
    setTimeout(run: Callback, ms = 0, ...given: unknown[]) {
      const life = lives.getStore();
      if (life === undefined) return real.setTimeout(run, ms, ...given);
      return later(life, run, ms, given);
    },
    setImmediate(run: Callback, ...given: unknown[]) {
      const life = lives.getStore();
      return life === undefined ? real.setImmediate(run, ...given) : later(life, run, 0, given);
    },
    setInterval(run: Callback, ms = 0, ...given: unknown[]) {
      const life = lives.getStore();
      if (life === undefined) return real.setInterval(run, ms, ...given);
      throw new Error('an interval in a simulated process: say how it ends');
    },
    clearTimeout: (timer: unknown) => clear(timer, real.clearTimeout),
    clearInterval: (timer: unknown) => clear(timer, real.clearInterval),
  });
  const seenMs = (life: Life): number => world.nowMs() + life.skewMs;
  Date.now = () => {
    const life = lives.getStore();
    return life === undefined ? real.dateNow() : seenMs(life);
  };
  performance.now = () => (lives.getStore() === undefined ? real.performanceNow() : world.nowMs());
  const timeOfWorld = (): [number, number] => {
    const nowMs = world.nowMs();
    return [Math.floor(nowMs / 1000), (nowMs % 1000) * 1e6];
  };
  // Product code measures durations by the form without an argument, and nothing else has another in a simulated process.
  process.hrtime = Object.assign(
    (since?: [number, number]) =>
      lives.getStore() === undefined || since !== undefined ? real.hrtime(since) : timeOfWorld(),
    { bigint: real.hrtime.bigint },
  );
  Math.random = () => {
    if (lives.getStore() === undefined) return real.random();
    throw new Error('chance that no seed decides');
  };
  return () => {
    const { dateNow, performanceNow, hrtime, random, ...timers } = real;
    Object.assign(globalThis, timers);
    Object.assign(Date, { now: dateNow });
    Object.assign(performance, { now: performanceNow });
    process.hrtime = hrtime;
    Object.assign(Math, { random });
  };
}
