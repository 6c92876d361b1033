import { describe, expect, test } from 'vitest';
import { connectionsOf, poolMaxOf } from './pool-size.ts';

describe('A pool', () => {
  test.each([
    { connectionsMax: undefined, replicasMax: 100, size: 10 },
    { connectionsMax: 13, replicasMax: 1, size: 10 },
    { connectionsMax: 12, replicasMax: 1, size: 9 },
    { connectionsMax: 100, replicasMax: 20, size: 2 },
    { connectionsMax: 119, replicasMax: 20, size: 2 },
    { connectionsMax: 120, replicasMax: 20, size: 3 },
    { connectionsMax: 80, replicasMax: 20, size: 1 },
  ])('of one of $replicasMax replicas with $connectionsMax has $size', (each) => {
    expect(poolMaxOf(each.connectionsMax, each.replicasMax)).toBe(each.size);
  });

  test('without a connection is no pool: the figures are named', () => {
    expect(() => poolMaxOf(79, 20)).toThrow(
      'DATABASE_CONNECTIONS_MAX is 79, and 20 replicas need 80 at least; raise it, or put a pooler before the database.',
    );
  });
});

test('All functions together hold no more than each may', () => {
  const functions = [{ replicasMax: 1 }, { replicasMax: 20 }, { replicasMax: 25 }];
  expect(connectionsOf(functions, 100)).toBe(13 + 100 + 100);
  expect(connectionsOf(functions, undefined)).toBe(46 * 13);
});
