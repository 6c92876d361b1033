import { expect, test } from 'vitest';
import { readReport } from '../../.ci/tally.ts';
import { reportOf } from './report.ts';
import { atLeast, atMost, percentile } from './suite.ts';

test('A report counts every check, and leaves out what was not run', () => {
  const report = reportOf([
    { name: 'kills', outcome: { figures: [], checks: [atMost('a', 1, 2), atLeast('b', 1, 2)] } },
    { name: 'overload', outcome: { notRun: 'no control groups' } },
  ]);
  expect(readReport(JSON.stringify(report))).toEqual({
    ...{ passed: 1, failed: 1 },
    failures: ['kills › b: 1 is below 2'],
    secondTries: [],
  });
  expect([report.numTotalTests, report.numFailedTests]).toEqual([2, 1]);
});

test('A limit holds at its value, and is broken beyond it', () => {
  expect([atMost('most', 5, 5).faults, atLeast('least', 5, 5).faults]).toEqual([[], []]);
  expect(atMost('most', 6, 5, ' ms').faults).toEqual(['6 ms is above 5 ms']);
  expect(atLeast('least', 4, 5, ' %').faults).toEqual(['4 % is below 5 %']);
});

test('A percentile is a value that was measured', () => {
  const values = [5, 1, 4, 2, 3];
  expect([50, 80, 99, 100].map((hundredths) => percentile(values, hundredths))).toEqual([
    3, 4, 5, 5,
  ]);
  expect(percentile([], 99)).toBe(0);
});
