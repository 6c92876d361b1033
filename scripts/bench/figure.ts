/** What a benchmark says: one figure of ours, the same figure of what ran beside it, and their ratio. */

export interface Figure {
  readonly ours: number;
  /** What ran beside it in the same run; undefined where nothing does. */
  readonly baseline?: number;
  readonly ratio?: number;
  readonly unit: string;
  /** In words, e.g. `≤ 0.35×`. */
  readonly goal: string;
  readonly met: boolean;
  /** Whatever else was measured on the way. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface BenchOptions {
  /** Minutes become seconds: for CI, where answers matter and figures are coarse. */
  readonly quick: boolean;
  /** The data set of the replay; undefined: a small one. */
  readonly data: string | undefined;
  /** Where servers leave a CPU profile when they end; undefined: they leave none, which costs nothing. */
  readonly profile: string | undefined;
  /** What is under way, for a person who waits. */
  note(line: string): void;
}

/** Node's own options for a server that is looked at. */
export function profiling({ profile }: BenchOptions): readonly string[] {
  return profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
}

export type Bench = (options: BenchOptions) => Promise<Figure>;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** How far the values lie apart, as a part of their median. */
export function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}

export function rounded(value: number, digits = 3): number {
  return Number(value.toPrecision(digits));
}
