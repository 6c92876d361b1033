/**
 * One run of a simulated process, from its start to its end. Whatever its code awaits comes back to
 * it through the world, so a process that ended simply never hears again, and one that is paused
 * hears later: as SIGKILL and SIGSTOP have it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export type Component = 'door' | 'decider' | 'relay' | 'projector' | 'dispatcher' | 'subscriber';

export interface Life {
  readonly machine: string;
  readonly component: Component;
  /** 1 for the first start of its machine. */
  readonly number: number;
  alive: boolean;
  paused: boolean;
  /** What came while it was paused, in order. */
  readonly held: (() => void)[];
  /** How far its clock is from the true time. */
  skewMs: number;
}

/** Whose code runs now: follows every await and every timer. */
export const lives = new AsyncLocalStorage<Life>();

export function newLife(machine: string, component: Component, number: number): Life {
  return { machine, component, number, alive: true, paused: false, held: [], skewMs: 0 };
}

export function nameOf({ machine, number }: Life): string {
  return number === 1 ? machine : `${machine}.${number}`;
}
