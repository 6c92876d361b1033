/** Turns what a suite left behind into two numbers, so that nothing that went wrong counts as nothing. */
import { z } from 'zod';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** How a suite's process ended; `null` when it was stopped at its budget. */
export type Exit = number | null;

const TestFile = z.object({
  status: z.string(),
  assertionResults: z.array(z.object({ status: z.string() })),
});

/** The part of vitest's JSON report that is counted. */
const Report = z.object({ testResults: z.array(TestFile) });

/** A skipped test is a promise nobody kept, so it counts as failed. */
function tallyOfFile({ status, assertionResults }: z.infer<typeof TestFile>): Tally {
  const passed = assertionResults.filter((test) => test.status === 'passed').length;
  const failed = assertionResults.length - passed;
  // A file that failed without a failed test did not load, or broke around its tests.
  return { passed, failed: failed === 0 && status !== 'passed' ? 1 : failed };
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
export function tallyOfReport(text: string): Tally | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const report = Report.safeParse(json);
  return report.success ? sum(report.data.testResults.map(tallyOfFile)) : undefined;
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
