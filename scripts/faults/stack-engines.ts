/** The engines of a stack, each of which is killed, goes away and comes back on its old data and port. */
import { type KafkaEngine, kafkaEngine, shortSessions } from '../engines/kafka.ts';
import { type PostgresEngine, postgresEngine } from '../engines/postgres.ts';
import { type RedisEngine, redisEngine } from '../engines/redis.ts';
import type { Component, EngineName, Profile } from './components.ts';
import { lastingPort } from './lasting-port.ts';
import { type TcpProxy, tcpProxy } from './proxy.ts';

/** Where engines are, for somebody who opens them. */
export interface Addresses {
  readonly databaseUrl: string;
  /** The databases after it, where properties are divided between several. */
  readonly shardUrls?: readonly string[];
  readonly kafkaBrokers?: string;
  readonly redisUrl?: string;
}

export interface Hop {
  readonly name: string;
  readonly to: EngineName | 'submit';
  readonly proxy: TcpProxy;
}

export interface StackEngines {
  readonly postgres: PostgresEngine;
  readonly all: Readonly<
    Partial<Record<EngineName, Pick<PostgresEngine, 'kill' | 'start' | 'stop'>>>
  >;
  /** Without anything in between. */
  readonly addresses: Addresses;
  /** What a process of the product is told; through proxies of its own where there are any. */
  addressesFor(component: Component): Promise<Addresses>;
  readonly hops: Hop[];
  close(): Promise<void>;
}

/** The others have its address and never open a connection to it: what a network does there strikes nobody. */
const onRedis: ReadonlySet<Component> = new Set(['submit', 'decide', 'relay']);

export interface StackEnginesOptions {
  readonly profile: Profile;
  readonly proxied: boolean;
  readonly databaseDirectory: string | undefined;
  readonly databases: number;
}

export async function stackEngines(options: StackEnginesOptions): Promise<StackEngines> {
  const { proxied, profile, databases } = options;
  const postgres = await postgresEngine({ directory: options.databaseDirectory });
  const others = await Promise.all(Array.from({ length: databases - 1 }, () => postgresEngine()));
  const hops: Hop[] = [];
  const standard = profile === 'standard' ? await startStandard(proxied, hops) : undefined;
  const addresses: Addresses = {
    databaseUrl: postgres.url,
    ...(others.length === 0 ? {} : { shardUrls: others.map(({ url }) => url) }),
    ...(standard === undefined
      ? {}
      : { kafkaBrokers: standard.kafka.brokers, redisUrl: standard.redis.url }),
  };

  async function through(component: Component, to: EngineName, url: string): Promise<string> {
    const changed = new URL(url);
    const proxy = await tcpProxy({ port: Number(changed.port) });
    hops.push({ name: `${component} → ${to}`, to, proxy });
    changed.port = String(proxy.port);
    return changed.href;
  }

  return {
    ...{ postgres, addresses, hops },
    all: { postgres, ...(standard === undefined ? {} : standard.engines) },
    async addressesFor(component) {
      if (!proxied) return addresses;
      return {
        databaseUrl: await through(component, 'postgres', addresses.databaseUrl),
        ...(standard === undefined
          ? {}
          : {
              kafkaBrokers: standard.proxiedBrokers,
              redisUrl: onRedis.has(component)
                ? await through(component, 'redis', standard.redis.url)
                : standard.redis.url,
            }),
      };
    },
    async close() {
      await Promise.all(hops.map(({ proxy }) => proxy.close()));
      await standard?.close();
      await Promise.all([postgres, ...others].map((each) => each.close()));
    },
  };
}

/** Of all databases, the first one first. */
export function databasesOf({ databaseUrl, shardUrls = [] }: Addresses): readonly string[] {
  return [databaseUrl, ...shardUrls];
}

interface Standard {
  readonly kafka: KafkaEngine;
  readonly redis: RedisEngine;
  readonly engines: Readonly<Record<'kafka' | 'redis', KafkaEngine | RedisEngine>>;
  readonly proxiedBrokers: string;
  close(): Promise<void>;
}

/** Kafka tells its clients where to come back to, so all of them go through one proxy. */
async function startStandard(proxied: boolean, hops: Hop[]): Promise<Standard> {
  const proxyPort = proxied ? await lastingPort() : undefined;
  const [kafka, redis] = await Promise.all([
    kafkaEngine({ settings: shortSessions, ...(proxyPort === undefined ? {} : { proxyPort }) }),
    redisEngine(),
  ]);
  if (proxyPort !== undefined) {
    const port = Number(kafka.proxied?.split(':')[1]);
    const proxy = await tcpProxy({ port }, proxyPort);
    hops.push({ name: 'functions → kafka', to: 'kafka', proxy });
  }
  return {
    ...{ kafka, redis, engines: { kafka, redis } },
    proxiedBrokers: proxyPort === undefined ? kafka.brokers : `127.0.0.1:${proxyPort}`,
    async close() {
      await Promise.all([kafka.close(), redis.close()]);
    },
  };
}
