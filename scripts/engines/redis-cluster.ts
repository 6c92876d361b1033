/** Three masters of a real Redis cluster on loopback, with all slots given out. */
import { Redis } from 'ioredis';
import { freePorts } from './free-port.ts';
import { type RedisEngine, redisEngine } from './redis.ts';

export interface RedisCluster {
  readonly url: string;
  readonly nodes: readonly RedisEngine[];
  close(): Promise<void>;
}

const slots = 16_384;
const masters = 3;
/** Nodes greet each other every second. */
const formMsMax = 20_000;
const pollMs = 50;

export async function redisCluster(): Promise<RedisCluster> {
  // A node's second port is 10,000 above its first unless it is told, which may not be one.
  const busPorts = await freePorts(masters);
  const nodes = await Promise.all(
    busPorts.map((busPort) =>
      redisEngine({ settings: ['--cluster-enabled', 'yes', '--cluster-port', String(busPort)] }),
    ),
  );
  const [first] = nodes;
  if (first === undefined) throw new Error('a cluster has nodes');
  await Promise.all(
    nodes.map(({ url }, index) =>
      tell(url, async (node) => {
        const from = Math.ceil((index * slots) / masters);
        const to = Math.ceil(((index + 1) * slots) / masters) - 1;
        await node.call('CLUSTER', 'ADDSLOTSRANGE', from, to);
        const { hostname, port } = new URL(first.url);
        if (index > 0) await node.call('CLUSTER', 'MEET', hostname, port, busPorts[0] ?? 0);
      }),
    ),
  );
  await Promise.all(nodes.map(({ url }) => tell(url, formed)));
  return {
    url: `${first.url}?cluster=true`,
    nodes,
    async close() {
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}

async function tell(url: string, work: (node: Redis) => Promise<void>): Promise<void> {
  const node = new Redis(url);
  try {
    await work(node);
  } finally {
    node.disconnect();
  }
}

async function formed(node: Redis): Promise<void> {
  const deadlineMs = performance.now() + formMsMax;
  for (;;) {
    const info = String(await node.call('CLUSTER', 'INFO'));
    if (info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${masters}`))
      return;
    if (performance.now() > deadlineMs) throw new Error(`no cluster came about: ${info}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
