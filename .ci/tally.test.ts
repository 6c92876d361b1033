import { describe, expect, test } from 'vitest';
import { sum, tallyOfExit, tallyOfReport, tallyOfSuite } from './tally.ts';

function report(...files: { status: string; tests: string[] }[]): string {
  return JSON.stringify({
    testResults: files.map(({ status, tests }) => ({
      status,
      assertionResults: tests.map((state) => ({ status: state })),
    })),
  });
}

describe('a report', () => {
  test('counts every test of every file', () => {
    const text = report(
      { status: 'passed', tests: ['passed', 'passed'] },
      { status: 'failed', tests: ['passed', 'failed'] },
    );
    expect(tallyOfReport(text)).toEqual({ passed: 3, failed: 1 });
  });

  test('counts a file that did not load as one failure', () => {
    expect(tallyOfReport(report({ status: 'failed', tests: [] }))).toEqual({
      passed: 0,
      failed: 1,
    });
  });

  test('counts a file that broke around its passing tests as one failure', () => {
    expect(tallyOfReport(report({ status: 'failed', tests: ['passed'] }))).toEqual({
      passed: 1,
      failed: 1,
    });
  });

  test.each(['skipped', 'pending', 'todo'])('counts a %s test as failed', (state) => {
    expect(tallyOfReport(report({ status: 'passed', tests: ['passed', state] }))).toEqual({
      passed: 1,
      failed: 1,
    });
  });

  test.each(['', '{"testResults":[', '{}', 'null'])('that reads %j is none', (text) => {
    expect(tallyOfReport(text)).toBeUndefined();
  });
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
