import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { campaign } from './campaign.ts';
import { cells } from './faults.ts';
import { failureText, histogramText, type Summary, summaryOf } from './report.ts';
import { type SimulationServer, simulationServer } from './server.ts';
import type { Line } from './worker.ts';

const root = resolve(import.meta.dirname, '../..');
/** A change waits some seven minutes for them. */
const seeds = 1_000;
/** A small machine's processors. */
const workers = 2;
const commandsMin = 200;
const faultsMin = 3;
/** Of each fault in each phase. */
const strikesMin = 10;
/** Those that run a second time. */
const again = 3;
/** Of a machine that has two processors for itself; a busy one is slower. */
const patienceMs = 1_500_000;

let server: SimulationServer;
let lines: readonly Line[] = [];
let summary: Summary;

async function run(count: number): Promise<readonly Line[]> {
  const done = await campaign({
    server,
    seeds: Array.from({ length: count }, (_, at) => at + 1),
    workers,
    root,
    shortest: true,
    // The first failure tells all; the rest would only keep everybody waiting.
    seen({ problems }) {
      return problems.length > 0;
    },
  });
  expect(done.broken).toEqual([]);
  return done.lines;
}

beforeAll(async () => {
  server = await simulationServer();
  lines = await run(seeds);
  summary = summaryOf(lines);
  process.stdout.write(
    `${histogramText(summary)}\n${summary.seeds} seeds, commands ${summary.commandsMedian} and ` +
      `faults ${summary.faultsMedian} by the median, hash ${summary.hash}\n`,
  );
}, patienceMs);
afterAll(() => server?.stop());

describe('Simulated houses', () => {
  test('break no rule, whatever went wrong in them', () => {
    expect(summary.failed.map(failureText)).toEqual([]);
    expect(summary.seeds).toBe(seeds);
  });

  test('see enough commands and enough faults each', () => {
    expect(summary.commandsMedian).toBeGreaterThanOrEqual(commandsMin);
    expect(summary.faultsMedian).toBeGreaterThanOrEqual(faultsMin);
  });

  test('are struck often enough in every phase by every fault that it can meet', () => {
    const spared = [...summary.struck].filter(([, times]) => times < strikesMin);
    expect(summary.struck.size).toBe(cells.length);
    expect(spared).toEqual([]);
  });

  test('have the same history a second time', async () => {
    const second = await run(again);
    expect(second.map(({ hash }) => hash)).toEqual(lines.slice(0, again).map(({ hash }) => hash));
    expect(new Set(second.map(({ hash }) => hash)).size).toBe(again);
  });
});
