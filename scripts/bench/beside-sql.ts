/** Prices reckoned by ours and by SQL in the same minutes: CPU of each, when both gave the same answers. */
import { ownCpuUs } from './cpu.ts';
import { type BenchOptions, type Figure, median, rounded, spread } from './figure.ts';
import type { SqlPrices } from './price-rows.ts';

export interface BesideSql {
  /** Once, for the n-th question. */
  ours(at: number): unknown;
  sql(at: number): Promise<unknown>;
  readonly rival: SqlPrices;
  /** Questions of a round; the slower side has fewer of them. */
  readonly ofOurs: number;
  readonly ofSql: number;
  readonly unit: string;
  readonly goalMs: number;
}

/** In milliseconds of CPU for one question; the first rounds warm up. */
export async function besideSql(
  { ours, sql, rival, ofOurs, ofSql, unit, goalMs }: BesideSql,
  { quick, note }: Pick<BenchOptions, 'quick' | 'note'>,
): Promise<Figure> {
  const [warmUps, rounds] = quick ? [2, 3] : [8, 15];
  const pairs: { readonly ours: number; readonly baseline: number }[] = [];
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const startedUs = ownCpuUs();
    for (let at = 0; at < ofOurs; at += 1) ours(round * ofOurs + at);
    const oursMs = (ownCpuUs() - startedUs) / ofOurs / 1_000;
    const beforeUs = rival.cpuUs();
    for (let at = 0; at < ofSql; at += 1) await sql(round * ofSql + at);
    const baselineMs = (rival.cpuUs() - beforeUs) / ofSql / 1_000;
    note(`ours ${oursMs.toFixed(2)} ms, SQL ${baselineMs.toFixed(2)} ms`);
    if (round >= warmUps) pairs.push({ ours: oursMs, baseline: baselineMs });
  }
  const each = pairs.map((pair) => pair.ours);
  const ratios = pairs.map((pair) => pair.ours / pair.baseline);
  const oursMs = rounded(median(each));
  return {
    ...{ ours: oursMs, baseline: rounded(median(pairs.map(({ baseline }) => baseline))) },
    ...{ ratio: rounded(median(ratios)), unit, goal: `≤ ${goalMs} ms`, met: oursMs <= goalMs },
    details: {
      ...{ least: rounded(Math.min(...each)), spread: rounded(spread(each), 2) },
      ratios: ratios.map((ratio) => rounded(ratio)),
    },
  };
}
