import { describe, expect, test } from 'vitest';
import { connectionsOf, poolMaxOf } from './pool-size.ts';

describe('A pool', () => {
  test.each([
    { connectionsMax: undefined, replicasMax: 100, size: 10 },
    { connectionsMax: 12, replicasMax: 1, size: 10 },
    { connectionsMax: 11, replicasMax: 1, size: 9 },
    { connectionsMax: 100, replicasMax: 20, size: 3 },
    { connectionsMax: 119, replicasMax: 20, size: 3 },
    { connectionsMax: 120, replicasMax: 20, size: 4 },
    { connectionsMax: 60, replicasMax: 20, size: 1 },
  ])('of one of $replicasMax replicas with $connectionsMax has $size', (each) => {
    expect(poolMaxOf(each.connectionsMax, each.replicasMax)).toBe(each.size);
  });

  test('without a connection is no pool: the figures are named', () => {
    expect(() => poolMaxOf(59, 20)).toThrow(
      'DATABASE_CONNECTIONS_MAX is 59, and 20 replicas need 60 at least; raise it, or put a pooler before the database.',
    );
  });
});

test('All functions together hold no more than each may', () => {
  const functions = [{ replicasMax: 1 }, { replicasMax: 20 }, { replicasMax: 33 }];
  expect(connectionsOf(functions, 100)).toBe(12 + 100 + 99);
  expect(connectionsOf(functions, undefined)).toBe(54 * 12);
});
