/** Every bucket is in one database, ranges touch each other, and what belongs to no key is in the first. */
import { describe, expect, test } from 'vitest';
import { type Sharding, shardOf, shardsOf } from './shards.ts';

const buckets = 4096;

describe('A bucket', () => {
  test.each([
    [0, 1, 0],
    [4095, 1, 0],
    [2047, 2, 0],
    [2048, 2, 1],
    [4095, 2, 1],
    [1365, 3, 0],
    [1366, 3, 1],
    [2730, 3, 1],
    [2731, 3, 2],
  ])('%i of 4096 is, of %i databases, in number %i', (bucket, shards, expected) => {
    expect(shardOf(bucket, buckets, shards)).toBe(expected);
  });

  test.each([1, 2, 3, 7, 64])('is in one of %i ranges, which differ by one at most', (shards) => {
    const all = Array.from({ length: buckets }, (_, bucket) => shardOf(bucket, buckets, shards));
    expect(all).toEqual(all.toSorted((one, other) => one - other));
    const sizes = Array.from(
      { length: shards },
      (_, shard) => all.filter((each) => each === shard).length,
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(buckets);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });
});

describe('Engines of several databases', () => {
  const sharding: Sharding = {
    buckets,
    bucketOf: (key) => Number(key),
    wholeContexts: ['streets'],
    unshardedContexts: [],
    unshardedFunctions: [],
  };
  const { of } = shardsOf([{ instance: 'first' }, { instance: 'second' }], sharding);

  test.each([
    ['lamps', '2047', 'first'],
    ['lamps', '2048', 'second'],
    ['lamps', undefined, 'first'],
    ['streets', '2048', 'first'],
  ])('are, for %s and the key %s, those of the %s', (context, key, instance) => {
    expect(of(context, key).instance).toBe(instance);
  });

  test.each(['4096', '-1', 'x'])('are not there for the key %s', (key) => {
    expect(() => of('lamps', key)).toThrow(/^there is no shard /);
  });
});
