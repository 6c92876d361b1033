/** What `serai doctor` says of Redis: whether it answers, how old it is, and what it would forget. */
import { RedisAddress } from '#shared/cache/redis-address.ts';
import { openRedis, type RedisClient } from '#shared/cache/redis-connection.ts';
import type { Finding } from './finding.ts';

/** The oldest whose scripts and cluster we were run on. */
const majorMin = 7;

export async function checkRedis(url: string): Promise<Finding> {
  const name = 'redis';
  const address = RedisAddress.safeParse(url);
  if (!address.success)
    return { name, ok: false, found: 'REDIS_URL is not redis://… or rediss://…' };
  let why = 'no reason given';
  const client = await openRedis(url, 'serai doctor', (error) => {
    why = error instanceof Error ? error.message : String(error);
  });
  try {
    return { name, ...judged(await client.info(), address.data.cluster) };
  } catch (error) {
    if (client.status === 'ready') why = error instanceof Error ? error.message : why;
    return { name, ok: false, found: `REDIS_URL cannot be used: ${why}; all goes on without it` };
  } finally {
    forget(client);
  }
}

function judged(info: string, cluster: boolean): Omit<Finding, 'name'> {
  const fields = new Map(info.split('\r\n').map((line) => splitOnce(line)));
  const version = fields.get('redis_version') ?? 'of no version';
  const kind = `Redis ${version}${cluster ? ', a cluster' : ''}`;
  if (Number.parseInt(version, 10) < majorMin)
    return { ok: false, found: `${kind}, and at least ${majorMin} is needed` };
  if ((fields.get('cluster_enabled') === '1') !== cluster) {
    const wanted = cluster ? 'is no cluster; leave out' : 'is a cluster; add';
    return { ok: false, found: `${kind} ${wanted} ?cluster=true` };
  }
  return { ok: true, found: kind };
}

function splitOnce(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1)];
}

function forget(client: RedisClient): void {
  client.removeAllListeners();
  client.on('error', () => undefined);
  client.disconnect();
}
