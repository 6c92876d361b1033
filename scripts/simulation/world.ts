/**
 * Simulated time: everything that happens outside of code is an event in one queue, and the next
 * begins when nothing is left to run of the one before. So one seed is one history.
 */
import { type Life, lives, nameOf } from './life.ts';

export interface World {
  /** The true time, which no process knows. */
  nowMs(): number;
  /** Makes something happen; what belongs to a life waits while it is paused and is lost with it. */
  at(delayMs: number, life: Life | undefined, what: string, happen: () => unknown): Happening;
  /** Puts a line into the history. */
  note(what: string): void;
}

export interface Happening {
  cancel(): void;
}

interface Event extends Happening {
  atMs: number;
  order: number;
  readonly life: Life | undefined;
  readonly what: string;
  readonly happen: () => unknown;
  cancelled: boolean;
}

/** The real one: once it comes, every promise that could go on has done so. */
const turnOfEventLoop = globalThis.setImmediate;

/** Fifty times what a seed needs; beyond it something goes in circles. */
const eventsMax = 500_000;

export interface SimulatedWorld extends World {
  readonly history: readonly string[];
  /** Until `over` or the time is up; says which. */
  run(over: () => boolean, limitMs: number): Promise<boolean>;
  crash(life: Life): void;
  pause(life: Life, forMs: number): void;
  resume(life: Life): void;
}

export function simulatedWorld(startMs: number): SimulatedWorld {
  const queue: Event[] = [];
  const history: string[] = [];
  let nowMs = startMs;
  let order = 0;
  let events = 0;

  function note(what: string): void {
    history.push(`${nowMs - startMs} ${what}`);
  }

  function push(event: Event): void {
    let at = queue.push(event) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = queue[above];
      if (other === undefined || !isBefore(event, other)) break;
      queue[at] = other;
      at = above;
    }
    queue[at] = event;
  }

  function pop(): Event | undefined {
    const first = queue[0];
    const last = queue.pop();
    if (last === undefined || first === undefined || queue.length === 0) return first;
    let at = 0;
    for (;;) {
      let next = 2 * at + 1;
      const [left, right] = [queue[next], queue[next + 1]];
      if (left === undefined) break;
      if (right !== undefined && isBefore(right, left)) next += 1;
      const child = queue[next];
      if (child === undefined || !isBefore(child, last)) break;
      queue[at] = child;
      at = next;
    }
    queue[at] = last;
    return first;
  }

  async function happen(event: Event): Promise<void> {
    const { life, what } = event;
    if (life !== undefined && !life.alive) return;
    if (life?.paused === true) {
      life.held.push(() => {
        event.atMs = nowMs;
        event.order = order++;
        push(event);
      });
      return;
    }
    if (what !== '') note(life === undefined ? what : `${nameOf(life)} ${what}`);
    await (life === undefined ? event.happen() : lives.run(life, event.happen));
    await new Promise<void>((resolve) => turnOfEventLoop(resolve));
  }

  const world: SimulatedWorld = {
    history,
    note,
    nowMs: () => nowMs,
    at(delayMs, life, what, run) {
      const event: Event = {
        atMs: nowMs + Math.max(0, delayMs),
        order: order++,
        life,
        what,
        happen: run,
        cancelled: false,
        cancel() {
          event.cancelled = true;
        },
      };
      push(event);
      return event;
    },
    async run(over, limitMs) {
      const endMs = nowMs + limitMs;
      while (!over()) {
        const event = pop();
        if (event === undefined) return false;
        if (event.cancelled) continue;
        if (event.atMs > endMs) {
          push(event);
          nowMs = endMs;
          return false;
        }
        nowMs = Math.max(nowMs, event.atMs);
        events += 1;
        if (events > eventsMax) throw new Error(`more than ${eventsMax} events: ${event.what}`);
        await happen(event);
      }
      return true;
    },
    crash(life) {
      life.alive = false;
      life.held.length = 0;
    },
    pause(life, forMs) {
      if (life.paused) return;
      life.paused = true;
      world.at(forMs, undefined, `${nameOf(life)} goes on`, () => world.resume(life));
    },
    resume(life) {
      life.paused = false;
      for (const again of life.held.splice(0)) again();
    },
  };
  return world;
}

function isBefore(one: Event, other: Event): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
