import { describe, expect, test } from 'vitest';
import { RedisAddress } from './redis-address.ts';

describe('The address of a Redis', () => {
  test('is its URL', () => {
    expect(RedisAddress.parse('redis://127.0.0.1:6379')).toEqual({
      ...{ url: 'redis://127.0.0.1:6379', cluster: false, credentials: {} },
    });
  });

  test('of a cluster gives every node the same credentials', () => {
    expect(RedisAddress.parse('rediss://me:s%40cret@nodes.example:6379/?cluster=true')).toEqual({
      url: 'rediss://me:s%40cret@nodes.example:6379/',
      cluster: true,
      credentials: { username: 'me', password: 's@cret', tls: {} },
    });
  });

  test.each(['http://127.0.0.1:6379', '127.0.0.1:6379', ''])('is not %j', (text) => {
    expect(RedisAddress.safeParse(text).error?.issues.map(({ message }) => message)).toEqual([
      'is not redis://… or rediss://…',
    ]);
  });
});
