import { describe, expect, test } from 'vitest';
import { readReport, sum, tallyOfExit, tallyOfSuite } from './tally.ts';

function report(...files: { status: string; tests: string[] }[]): string {
  return JSON.stringify({
    testResults: files.map(({ status, tests }) => ({
      ...{ name: 'a.test.ts', status, message: status === 'passed' ? '' : 'no such module' },
      assertionResults: tests.map((state) => ({
        ...{ title: state, fullName: `is ${state}`, status: state },
        failureMessages: state === 'failed' ? ['expected 1 to be 2'] : [],
      })),
    })),
  });
}

describe('a report', () => {
  test('counts every test of every file', () => {
    const text = report(
      { status: 'passed', tests: ['passed', 'passed'] },
      { status: 'failed', tests: ['passed', 'failed'] },
    );
    expect(readReport(text)).toEqual({
      ...{ passed: 3, failed: 1 },
      failures: ['a.test.ts › is failed: expected 1 to be 2'],
      secondTries: [],
    });
  });

  test('counts a file that did not load as one failure', () => {
    expect(readReport(report({ status: 'failed', tests: [] }))).toEqual({
      ...{ passed: 0, failed: 1 },
      failures: ['a.test.ts: no such module'],
      secondTries: [],
    });
  });

  test('counts a file that broke around its passing tests as one failure', () => {
    expect(readReport(report({ status: 'failed', tests: ['passed'] }))).toEqual({
      ...{ passed: 1, failed: 1 },
      failures: ['a.test.ts: no such module'],
      secondTries: [],
    });
  });

  test.each(['skipped', 'pending', 'todo'])('counts a %s test as failed', (state) => {
    expect(readReport(report({ status: 'passed', tests: ['passed', state] }))).toEqual({
      ...{ passed: 1, failed: 1 },
      failures: [`a.test.ts › is ${state}: it was ${state}`],
      secondTries: [],
    });
  });

  test.each(['', '{"testResults":[', '{}', 'null'])('that reads %j is none', (text) => {
    expect(readReport(text)).toBeUndefined();
  });
});

test('a test that passed when it was tried once more has passed, and is named', () => {
  const flaky = { title: 'flaky', status: 'passed', failureMessages: ['expected 1 to be 2'] };
  const text = JSON.stringify({ testResults: [{ status: 'passed', assertionResults: [flaky] }] });
  expect(readReport(text)).toEqual({
    ...{ passed: 1, failed: 0, failures: [] },
    secondTries: ['flaky: expected 1 to be 2'],
  });
});

test('a failed check of a report that is not vitest’s is named by its title', () => {
  const assertionResults = [{ title: 'lint', status: 'failed' }];
  const text = JSON.stringify({ testResults: [{ status: 'failed', assertionResults }] });
  expect(readReport(text)?.failures).toEqual(['lint: it was failed']);
});

describe('a suite', () => {
  test('that passed counts what it reported', () => {
    expect(tallyOfSuite(0, { passed: 7, failed: 0 })).toEqual({ passed: 7, failed: 0 });
  });

  test('that failed after only passing tests has one failure', () => {
    expect(tallyOfSuite(1, { passed: 7, failed: 0 })).toEqual({ passed: 7, failed: 1 });
  });

  test('that failed is not charged twice for a failure it reported', () => {
    expect(tallyOfSuite(1, { passed: 7, failed: 2 })).toEqual({ passed: 7, failed: 2 });
  });

  test('that was stopped at its budget has one failure', () => {
    expect(tallyOfSuite(null, { passed: 7, failed: 0 })).toEqual({ passed: 7, failed: 1 });
  });

  test('that crashed before reporting counts as one failure, whatever its exit code', () => {
    expect(tallyOfSuite(0, undefined)).toEqual({ passed: 0, failed: 1 });
    expect(tallyOfSuite(139, undefined)).toEqual({ passed: 0, failed: 1 });
  });

  test('that ran nothing has failed', () => {
    expect(tallyOfSuite(0, { passed: 0, failed: 0 })).toEqual({ passed: 0, failed: 1 });
  });

  test('that is one test passes with exit code 0 only', () => {
    expect(tallyOfExit(0)).toEqual({ passed: 1, failed: 0 });
    expect(tallyOfExit(1)).toEqual({ passed: 0, failed: 1 });
    expect(tallyOfExit(null)).toEqual({ passed: 0, failed: 1 });
  });
});

test('the sum of no suites is nothing at all', () => {
  expect(sum([])).toEqual({ passed: 0, failed: 0 });
});
