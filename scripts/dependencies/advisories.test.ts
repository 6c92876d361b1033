/** A fault that is known is told, one that is explained is not, and silence is not taken for health. */
import { expect, test } from 'vitest';
import { advisoriesIn } from './advisories.ts';

const found = (...names: readonly string[]) =>
  JSON.stringify({
    vulnerabilities: Object.fromEntries(
      names.map((name) => [name, { name, severity: 'high', range: '<2' }]),
    ),
  });

test('Nothing known is nothing to tell', () => {
  expect(advisoriesIn(found(), [])).toEqual({ kind: 'answered', unexplained: [], stale: [] });
});

test('What is known is told, unless it is explained', () => {
  const explained = [{ name: 'b', reason: 'never given what it breaks on' }];
  expect(advisoriesIn(found('a', 'b'), explained)).toEqual({
    ...{ kind: 'answered', unexplained: ['a <2: high'], stale: [] },
  });
});

test('An explanation outlives nothing', () => {
  const explained = [{ name: 'b', reason: 'never given what it breaks on' }];
  expect(advisoriesIn(found(), explained)).toMatchObject({ stale: ['b'] });
});

test('A registry that does not answer is said to', () => {
  expect(advisoriesIn('{"message":"405 Method Not Allowed","statusCode":405}', [])).toEqual({
    ...{ kind: 'not answered', said: '405 Method Not Allowed' },
  });
  expect(advisoriesIn('npm: no network', [])).toEqual({
    ...{ kind: 'not answered', said: 'npm: no network' },
  });
});
