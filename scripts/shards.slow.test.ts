/** Processes whose databases are not what they are taken for: each ends with one sentence, and is not started again. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { markShard } from '#shared/database/shard-mark.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import {
  type Bundles,
  buildBundles,
  type FunctionProcess,
  type Signing,
  signing,
  startFunction,
} from './testing/bundles.ts';

/** EX_CONFIG. */
const exitCode = 78;
const taken = 'DATABASE_URL and DATABASE_SHARD_URLS name as shard';

let bundles: Bundles;
let keys: Signing;
let first: TestDatabase;
let second: TestDatabase;

beforeAll(async () => {
  const names = ['submit-reservation', 'decide-reservations', 'list-events'];
  [bundles, keys] = await Promise.all([buildBundles(names), signing()]);
});
afterAll(() => bundles.remove());
beforeEach(async () => {
  [first, second] = await Promise.all([testDatabase(), testDatabase()]);
  for (const [number, { url }] of [first, second].entries())
    await markShard(url, { number, shards: 2 });
});
afterEach(async () => {
  await Promise.all([first.close(), second.close()]);
});

function start(name: string, env: Readonly<Record<string, string>>): FunctionProcess {
  return startFunction(bundles, name, { ...keys.env, ...env });
}

test('A consumer that was not told of the other databases', async () => {
  const alone = start('decide-reservations', { DATABASE_URL: second.url });
  expect(await alone.ended).toBe(exitCode);
  expect(alone.output()).toContain(`${taken} 0 of 1 a database that is shard 1 of 2.`);
});

test('A door that was told of them in another order', async () => {
  const turned = start('submit-reservation', {
    ...{ DATABASE_URL: second.url, DATABASE_SHARD_URLS: first.url },
  });
  expect(await turned.ended).toBe(exitCode);
  expect(turned.output()).toMatch(
    new RegExp(`${taken} ([01]) of 2 a database that is shard (?!\\1)[01] of 2\\.`),
  );
});

test('A function that knows one database', async () => {
  const lists = start('list-events', {
    ...{ DATABASE_URL: first.url, DATABASE_SHARD_URLS: second.url },
  });
  expect(await lists.ended).toBe(exitCode);
  expect(lists.output()).toBe(
    'list-events reads one database and would answer with a part of what there is; it does not run with DATABASE_SHARD_URLS.',
  );
});

test('One database named twice', async () => {
  const twice = start('decide-reservations', {
    ...{ DATABASE_URL: first.url, DATABASE_SHARD_URLS: first.url },
  });
  expect(await twice.ended).toBe(exitCode);
  expect(twice.output()).toMatch(
    /^The environment is not complete: DATABASE_SHARD_URLS: names \S+ twice\.$/,
  );
});
