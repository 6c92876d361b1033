/** What a campaign comes to: how much was done, what struck where, what hash it all has. */
import { createHash } from 'node:crypto';
import { cells } from './faults.ts';
import type { Line } from './worker.ts';

export interface Summary {
  readonly seeds: number;
  readonly failed: readonly Line[];
  readonly commandsMedian: number;
  readonly faultsMedian: number;
  /** Of all seeds' hashes in their order: the same whenever and wherever they run. */
  readonly hash: string;
  /** How often each fault struck in each phase. */
  readonly struck: ReadonlyMap<string, number>;
}

export function summaryOf(lines: readonly Line[]): Summary {
  const struck = new Map(cells.map(({ phase, kind }) => [`${phase}: ${kind}`, 0]));
  for (const { hit } of lines) {
    for (const { phase, kind } of hit) {
      const key = `${phase}: ${kind}`;
      struck.set(key, (struck.get(key) ?? 0) + 1);
    }
  }
  return {
    seeds: lines.length,
    failed: lines.filter(({ problems }) => problems.length > 0),
    commandsMedian: median(lines.map(({ commands }) => commands)),
    faultsMedian: median(lines.map(({ hit }) => hit.length)),
    hash: createHash('sha256')
      .update(lines.map(({ hash }) => hash).join())
      .digest('hex')
      .slice(0, 16),
    struck,
  };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? 0;
}

/** One line for each phase, its faults with their counts. */
export function histogramText({ struck }: Pick<Summary, 'struck'>): string {
  const byPhase = Map.groupBy(cells, ({ phase }) => phase);
  return [...byPhase]
    .map(([phase, kinds]) => {
      const counts = kinds.map(({ kind }) => `${kind} ${struck.get(`${phase}: ${kind}`) ?? 0}`);
      return `  ${phase.padEnd(18)} ${counts.join(' · ')}`;
    })
    .join('\n');
}

export function failureText({ seed, problems, shortest }: Line): string {
  if (shortest === undefined) return [`seed ${seed} FAILED`, ...problems.map(indented)].join('\n');
  return [
    `seed ${seed} FAILED; shortest history: ${shortest.requests} requests, ${shortest.faults.length} faults`,
    ...shortest.problems.map(indented),
    ...shortest.faults.map((fault) => indented(JSON.stringify(fault))),
    ...shortest.history.map((line) => `  | ${line}`),
    `again with: make simulate SEED=${seed}`,
  ].join('\n');
}

function indented(text: string): string {
  return `  ${text}`;
}
