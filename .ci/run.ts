/** Runs every suite, or those that are named, within its budget; the last line counts exactly what ran. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meet } from './needs.ts';
import { run, stopAll } from './processes.ts';
import { allowedS, hourS, type Suite, suites } from './suites.ts';
import { type Reported, readReport, sum, type Tally, tallyOfExit, tallyOfSuite } from './tally.ts';

type Result =
  | {
      readonly name: string;
      readonly tally: Tally;
      readonly line: string;
      readonly said: readonly string[];
    }
  | { readonly name: string; readonly missing: string };

const reports = mkdtempSync(join(tmpdir(), 'serai-ci-'));

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function reported(file: string): Reported | undefined {
  try {
    return readReport(readFileSync(file, 'utf8'));
  } catch {
    // The suite ended before it wrote one.
    return undefined;
  }
}

async function runSuite(suite: Suite, endMs: number): Promise<Result> {
  const report = join(reports, `${suite.name}.json`);
  const env: Record<string, string> = { REPORT: report };
  for (const need of suite.needs) {
    const met = await meet(need, process.env);
    if ('missing' in met) return { name: suite.name, missing: met.missing };
    if ('broken' in met) {
      const line = `${suite.name}: ${met.broken}`;
      return { name: suite.name, tally: tallyOfExit(1), line, said: [] };
    }
    Object.assign(env, met.env);
  }
  say(`\n── ${suite.name}: ${suite.command}`);
  const budgetS = allowedS(suite, (endMs - performance.now()) / 1000);
  const { exit, tookMs } = await run(suite.command, {
    budgetMs: budgetS * 1000,
    env,
    output: 'inherit',
  });
  const counted = suite.counted === 'exit' ? undefined : reported(report);
  const tally = suite.counted === 'exit' ? tallyOfExit(exit) : tallyOfSuite(exit, counted);
  const ended = exit === null ? 'over budget' : exit === 0 ? 'ok' : `exit ${exit}`;
  const line =
    `${suite.name.padEnd(12)}${String(tally.passed).padStart(6)} passed${String(tally.failed).padStart(5)} failed` +
    `${(tookMs / 1000).toFixed(0).padStart(6)} of ${budgetS.toFixed(0)} s  ${ended}`;
  const said = [
    ...(counted?.secondTries ?? []).map(
      (each) => `${suite.name} passed at the second try: ${each}`,
    ),
    ...(counted?.failures ?? []).map((each) => `${suite.name} failed: ${each}`),
  ];
  return { name: suite.name, tally, line, said };
}

async function main(): Promise<number> {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      stopAll('SIGTERM');
      process.exit(130);
    });
  }
  const nightly = process.argv.includes('--nightly');
  const named = process.argv.slice(2).filter((word) => word !== '--nightly');
  const unknown = named.filter((word) => !suites.some(({ name }) => name === word));
  if (unknown.length > 0) {
    say(
      `There is no suite ${unknown.join(', ')}; there are ${suites.map(({ name }) => name).join(', ')}.`,
    );
    return 2;
  }
  const endMs = nightly || named.length > 0 ? Number.POSITIVE_INFINITY : hourS * 1000;
  const results: Result[] = [];
  for (const suite of suites) {
    const wanted =
      named.length > 0 ? named.includes(suite.name) : suite.nightly !== true || nightly;
    if (!wanted) continue;
    results.push(await runSuite(suite, endMs));
  }
  rmSync(reports, { recursive: true, force: true });
  say('');
  // Again at the end: what was printed while the suites ran is far away by now.
  for (const result of results) {
    if ('line' in result) for (const each of result.said) say(`${each}\n`);
  }
  for (const result of results) if ('line' in result) say(result.line);
  for (const result of results) {
    if ('missing' in result) say(`not run: ${result.name} (${result.missing})`);
  }
  const total = sum(results.flatMap((result) => ('tally' in result ? [result.tally] : [])));
  say(`${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

process.exitCode = await main();
