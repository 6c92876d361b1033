/** What we are made of may be given out under our licence. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Dependency, dependenciesIn, isCompatible, tableOf } from './licences.ts';

const lock = readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8');
const of = (licence: string | undefined, isProduction = true): Dependency => ({
  ...{ name: 'a', version: '1.0.0', licence, isProduction },
});

describe('Every package of the lock file', () => {
  const all = dependenciesIn(lock);

  test('is read', () => {
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(({ isProduction }) => isProduction).map(({ name }) => name)).toContain(
      'hono',
    );
  });

  test('has a licence that goes with ours', () => {
    expect(all.filter((each) => !isCompatible(each))).toEqual([]);
  });
});

describe('A licence', () => {
  test.each(['MIT', 'Apache-2.0', '(MIT OR GPL-3.0)', 'MIT AND ISC', '0BSD'])(
    '%s is one of them',
    (name) => expect(isCompatible(of(name))).toBe(true),
  );

  test.each([
    'GPL-3.0',
    'AGPL-3.0-only',
    'LGPL-2.1',
    'MIT AND GPL-2.0',
    'BUSL-1.1',
    'UNLICENSED',
    'SSPL-1.0',
  ])('%s is none of them', (name) => expect(isCompatible(of(name))).toBe(false));

  test('that nobody says is none of them', () => {
    expect(isCompatible(of(undefined))).toBe(false);
  });

  test('that binds its own files is one for tools alone', () => {
    expect(isCompatible(of('MPL-2.0', false))).toBe(true);
    expect(isCompatible(of('MPL-2.0'))).toBe(false);
  });
});

test('Licences are read as a table', () => {
  expect(tableOf([of('MIT'), of(undefined, false), of('MIT')])).toBe(
    `MIT                         a@1.0.0
says none                   a@1.0.0  (tools only)`,
  );
});
