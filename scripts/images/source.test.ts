import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { digestOf, sourceOf } from './source.ts';

const folder = mkdtempSync(join(tmpdir(), 'serai-source-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const identity = { NAME: 'a', EMAIL: 'a@example', DATE: '2026-11-28T12:00:00Z' };
const env = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap((who) =>
    Object.entries(identity).map(([what, is]) => [`GIT_${who}_${what}`, is]),
  ),
);

function git(...args: readonly string[]): string {
  return execFileSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  }).trim();
}

test('is nothing outside a clone, unless a builder says when', () => {
  expect(digestOf(folder, [])).toBeUndefined();
  expect(sourceOf(folder, {})).toEqual({
    revision: undefined,
    created: '1970-01-01T00:00:00.000Z',
  });
  expect(sourceOf(folder, { SOURCE_DATE_EPOCH: '86400' }).created).toBe('1970-01-02T00:00:00.000Z');
});

test('is the commit and its time, and says when a file is not as committed', () => {
  git('init', '--quiet');
  writeFileSync(join(folder, 'a'), 'one');
  git('add', 'a');
  git('commit', '--quiet', '--message', 'One');
  const revision = git('rev-parse', 'HEAD');
  expect(sourceOf(folder, {})).toEqual({ revision, created: '2026-11-28T12:00:00.000Z' });
  writeFileSync(join(folder, 'a'), 'two');
  expect(sourceOf(folder, {}).revision).toBe(`${revision}-modified`);
});

test('is another as soon as a file is, tracked or not, and when a setting is', () => {
  const seen = new Set([digestOf(folder, []), digestOf(folder, ['cold'])]);
  writeFileSync(join(folder, 'a'), 'three');
  seen.add(digestOf(folder, []));
  writeFileSync(join(folder, 'b'), 'new');
  seen.add(digestOf(folder, []));
  rmSync(join(folder, 'a'));
  seen.add(digestOf(folder, []));
  expect(seen.size).toBe(5);
  expect(seen.has(digestOf(folder, []))).toBe(true);
});
