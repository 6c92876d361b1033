/** Where a Redis is: `redis://…` or `rediss://…` (TLS); `?cluster=true` says that it is a cluster. */
import * as z from 'zod';

export interface RedisAddress {
  readonly url: string;
  readonly cluster: boolean;
  /** Of every node: a cluster's nodes are found by asking the first. */
  readonly credentials: {
    readonly username?: string;
    readonly password?: string;
    readonly tls?: object;
  };
}

export const RedisAddress = z
  .url({ protocol: /^rediss?$/, error: 'is not redis://… or rediss://…' })
  .transform((text): RedisAddress => {
    const url = new URL(text);
    const cluster = url.searchParams.get('cluster') === 'true';
    url.searchParams.delete('cluster');
    return {
      url: url.href,
      cluster,
      credentials: {
        ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
        ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
        ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
      },
    };
  });
