/** What a suite of faults is, and what it leaves: figures for people, and checks that held or did not. */
import type { Profile } from './components.ts';

export const suiteNames = [
  'kills',
  'zombies',
  'network',
  'database',
  'log',
  'idempotency',
  'shards',
  'overload',
] as const;
export type SuiteName = (typeof suiteNames)[number];

export interface Check {
  /** What is true when nothing was found. */
  readonly title: string;
  readonly faults: readonly string[];
}

export type Outcome =
  | { readonly figures: readonly string[]; readonly checks: readonly Check[] }
  /** The machine does not offer what it takes. */
  | { readonly notRun: string };

/** What one kind of harm among several has shown. */
export interface Harmed {
  readonly figure: string;
  readonly checks: readonly Check[];
}

export interface Run {
  /** The short form, for every change. */
  readonly quick: boolean;
  /** So many kills, or zombies, instead of what the form has. */
  readonly times: number | undefined;
  readonly profile: Profile;
  /** A line of progress. */
  say(text: string): void;
}

export type Suite = (run: Run) => Promise<Outcome>;

/** A figure that has to stay within a limit. */
export function atMost(title: string, value: number, max: number, unit = ''): Check {
  const holds = value <= max;
  return { title, faults: holds ? [] : [`${value.toFixed(0)}${unit} is above ${max}${unit}`] };
}

export function atLeast(title: string, value: number, min: number, unit = ''): Check {
  const holds = value >= min;
  return { title, faults: holds ? [] : [`${value.toFixed(0)}${unit} is below ${min}${unit}`] };
}

/**
 * What a limit of time is multiplied by: the short form runs beside other work, on machines that
 * stand still for seconds, so it finds what hangs; what is slow is found by the long one.
 */
export function patienceOf({ quick }: Pick<Run, 'quick'>): number {
  return quick ? 4 : 1;
}

/** The value below which so many hundredths of all values lie; 0 of none. */
export function percentile(values: readonly number[], hundredths: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((sorted.length * hundredths) / 100) - 1)] ?? 0;
}
