/** What a campaign has found, in the form of vitest's report, so that the same reader counts both. */
import type { Outcome, SuiteName } from './suite.ts';

interface Assertion {
  readonly title: string;
  readonly status: 'passed' | 'failed';
  readonly failureMessages: readonly string[];
}

export interface Report {
  readonly numTotalTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: 'passed' | 'failed';
    readonly assertionResults: readonly Assertion[];
  }[];
}

/** A suite that was not run has no part in it: its line says so. */
export function reportOf(
  outcomes: readonly { readonly name: SuiteName; readonly outcome: Outcome }[],
): Report {
  const testResults = outcomes.flatMap(({ name, outcome }) => {
    if ('notRun' in outcome) return [];
    const assertionResults = outcome.checks.map(
      ({ title, faults }): Assertion => ({
        title,
        status: faults.length === 0 ? 'passed' : 'failed',
        failureMessages: faults,
      }),
    );
    const passed = assertionResults.every(({ status }) => status === 'passed');
    const status: Assertion['status'] = passed ? 'passed' : 'failed';
    return [{ name, status, assertionResults }];
  });
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    numTotalTests: all.length,
    numFailedTests: all.filter(({ status }) => status === 'failed').length,
    testResults,
  };
}
