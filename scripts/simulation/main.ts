/** `make simulate`: runs seeds, prints what they came to, and ends with 1 when a rule of the house broke. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { wholeOption } from '../whole-option.ts';
import { campaign } from './campaign.ts';
import { failureText, histogramText, summaryOf } from './report.ts';
import { simulationServer } from './server.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string' },
    /** Of several seeds the first: a long campaign in parts. */
    from: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(Math.min(availableParallelism(), 8)) },
  },
});

/** Below this a run is too short for every fault to have struck. */
const completeSeeds = 1_000;
const struckMin = 10;
/** Shortening a history takes a minute; the first few tell the cause. */
const failuresShownMax = 3;
const seedMax = 2 ** 32;

const [first, count] =
  values.seed === undefined
    ? [wholeOption('FROM', values.from, 1, seedMax), wholeOption('SEEDS', values.seeds)]
    : [wholeOption('SEED', values.seed, 0, seedMax), 1];
const workers = wholeOption('--workers', values.workers);
const seeds = Array.from({ length: count }, (_, at) => first + at);
/** Ten lines, or one for each hundred. */
const progressEvery = Math.max(1, Math.min(100, Math.floor(count / 10)));

const server = await simulationServer();
try {
  let done = 0;
  let failed = 0;
  const { lines, broken } = await campaign({
    server,
    seeds,
    workers,
    root: resolve(import.meta.dirname, '../..'),
    shortest: true,
    seen(line) {
      done += 1;
      if (line.problems.length > 0) {
        failed += 1;
        process.stdout.write(`${failureText(line)}\n`);
      }
      if (done % progressEvery === 0) process.stdout.write(`${done} of ${seeds.length} seeds\n`);
      return failed >= failuresShownMax;
    },
  });
  const summary = summaryOf(lines);
  const seldom = [...summary.struck].filter(([, times]) => times < struckMin);
  process.stdout.write(`${histogramText(summary)}\n`);
  process.stdout.write(
    `${summary.seeds} seeds, commands ${summary.commandsMedian} and faults ${summary.faultsMedian} by the median, ` +
      `${summary.failed.length} failed, hash ${summary.hash}\n`,
  );
  for (const complaint of broken) process.stdout.write(`a worker broke: ${complaint}\n`);
  if (seeds.length >= completeSeeds)
    for (const [cell, times] of seldom)
      process.stdout.write(`${cell} struck ${times} times only\n`);
  const incomplete = seeds.length >= completeSeeds && seldom.length > 0;
  if (summary.failed.length > 0 || broken.length > 0 || incomplete) process.exitCode = 1;
} finally {
  await server.stop();
}
