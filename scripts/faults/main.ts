/** `node scripts/faults/main.ts [--suite NAME] [--quick] [--report FILE]`: harms the product in every way there is a suite for, and says what held. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { wholeOption } from '../whole-option.ts';
import { type Profile, profiles } from './components.ts';
import { reportOf } from './report.ts';
import { type Outcome, type Run, type Suite, type SuiteName, suiteNames } from './suite.ts';
import { database } from './suites/database.ts';
import { idempotency } from './suites/idempotency.ts';
import { kills } from './suites/kills.ts';
import { log } from './suites/log.ts';
import { network } from './suites/network.ts';
import { overload } from './suites/overload.ts';
import { shards } from './suites/shards.ts';
import { zombies } from './suites/zombies.ts';

const suites: Readonly<Record<SuiteName, Suite>> = {
  kills,
  zombies,
  network,
  database,
  log,
  idempotency,
  shards,
  overload,
};

const faultsShown = 20;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function outcomeOf(name: SuiteName, run: Run): Promise<Outcome> {
  try {
    return await suites[name](run);
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { figures: [], checks: [{ title: `${name} comes to its end`, faults: [why] }] };
  }
}

function lineOf(name: SuiteName, outcome: Outcome, seconds: number): string {
  if ('notRun' in outcome) return `${name.padEnd(12)} not run: ${outcome.notRun}`;
  const failed = outcome.checks.filter(({ faults }) => faults.length > 0);
  const state = failed.length === 0 ? 'ok' : `${failed.length} FAILED`;
  return `${name.padEnd(12)} ${state}: ${[...outcome.figures, `${seconds.toFixed(0)} s`].join(', ')}`;
}

function profileOf(given: string): Profile {
  const found = profiles.find((name) => name === given);
  if (found === undefined)
    throw new Error(`there is no profile ${given}; there are ${profiles.join(', ')}`);
  return found;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      suite: { type: 'string' },
      quick: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      times: { type: 'string' },
      profile: { type: 'string', default: 'light' },
      report: { type: 'string' },
    },
  });
  const run: Run = {
    quick: values.quick,
    profile: profileOf(values.profile),
    times: values.times === undefined ? undefined : wholeOption('TIMES', values.times),
    say: (text) => values.verbose && say(text),
  };
  const chosen = suiteNames.filter((name) => values.suite === undefined || values.suite === name);
  if (chosen.length === 0) {
    say(`there is no suite ${values.suite}; there are ${suiteNames.join(', ')}`);
    return 2;
  }
  const outcomes: { readonly name: SuiteName; readonly outcome: Outcome }[] = [];
  for (const name of chosen) {
    const startedMs = performance.now();
    const outcome = await outcomeOf(name, run);
    outcomes.push({ name, outcome });
    say(lineOf(name, outcome, (performance.now() - startedMs) / 1000));
    if ('notRun' in outcome) continue;
    for (const { title, faults } of outcome.checks) {
      if (faults.length > 0) say(`  not true: ${title} (${faults.length})`);
      for (const fault of faults.slice(0, faultsShown)) say(`    ${fault}`);
    }
  }
  const report = reportOf(outcomes);
  if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(report));
  return report.numFailedTests > 0 || report.numTotalTests === 0 ? 1 : 0;
}

// What a suite that broke off has left running does not keep it.
process.exit(await main());
