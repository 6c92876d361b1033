/** Turns what a suite left behind into two numbers, so that nothing that went wrong counts as nothing. */
import { z } from 'zod';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** What one report says: the numbers, and a line for each test that failed. */
export interface Reported extends Tally {
  readonly failures: readonly string[];
  /** A line for each test that passed when it was tried once more. */
  readonly secondTries: readonly string[];
}

/** How a suite's process ended; `null` when it was stopped at its budget. */
export type Exit = number | null;

const TestFile = z.object({
  name: z.string().optional(),
  status: z.string(),
  message: z.string().optional(),
  assertionResults: z.array(
    z.object({
      title: z.string(),
      /** With the groups it stands in; only vitest itself writes it. */
      fullName: z.string().optional(),
      status: z.string(),
      failureMessages: z.array(z.string()).nullish(),
    }),
  ),
});

/** Enough of a message to know what was wrong. */
const messageCharactersMax = 500;

/** The part of vitest's JSON report that is counted. */
const Report = z.object({ testResults: z.array(TestFile) });

/** A skipped test is a promise nobody kept, so it counts as failed. */
function reportOfFile(file: z.infer<typeof TestFile>): Reported {
  const { name = '', status, message = '', assertionResults } = file;
  const failed = assertionResults.filter((test) => test.status !== 'passed');
  const passed = assertionResults.length - failed.length;
  const shown = (test: z.infer<typeof TestFile>['assertionResults'][number]): string => {
    const why = test.failureMessages?.[0] ?? `it was ${test.status}`;
    const place = [name, test.fullName ?? test.title].filter((part) => part !== '').join(' › ');
    return failure(place, why);
  };
  const failures = failed.map(shown);
  const secondTries = assertionResults
    .filter((test) => test.status === 'passed' && (test.failureMessages ?? []).length > 0)
    .map(shown);
  // A file that failed without a failed test did not load, or broke around its tests.
  if (failed.length === 0 && status !== 'passed') failures.push(failure(name, message));
  return { passed, failed: failures.length, failures, secondTries };
}

function failure(where: string, why: string): string {
  const shown = why.slice(0, messageCharactersMax).trim();
  return shown === '' ? where : `${where}: ${shown}`;
}

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (total, { passed, failed }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
    }),
    { passed: 0, failed: 0 },
  );
}

/** `undefined` when the text is not a report: its writer was cut short. */
export function readReport(text: string): Reported | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const report = Report.safeParse(json);
  if (!report.success) return undefined;
  const files = report.data.testResults.map(reportOfFile);
  return {
    ...sum(files),
    failures: files.flatMap(({ failures }) => failures),
    secondTries: files.flatMap(({ secondTries }) => secondTries),
  };
}

/** A process that failed has one failure at least, whatever it counted; one that ran nothing has failed. */
export function tallyOfSuite(exit: Exit, counted: Tally | undefined): Tally {
  if (counted === undefined) return { passed: 0, failed: 1 };
  const broke = exit !== 0 || counted.passed + counted.failed === 0;
  return { passed: counted.passed, failed: broke ? Math.max(1, counted.failed) : counted.failed };
}

/** For a suite that is one test: it passed when its process did. */
export function tallyOfExit(exit: Exit): Tally {
  return exit === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}
