/** The booking path as processes that can be killed one by one, its engines among them, each back at its old place. */
import { setTimeout as delay } from 'node:timers/promises';
import { buildBundles, type Signing, signing, startFunction } from '../testing/bundles.ts';
import { type Component, componentsOf, type Profile } from './components.ts';
import { startDispatcher } from './dispatcher.ts';
import { lastingPort } from './lasting-port.ts';
import { prepareDatabases } from './prepare-databases.ts';
import { tcpProxy } from './proxy.ts';
import { type Slot, slot } from './slot.ts';
import {
  type Addresses,
  databasesOf,
  type Hop,
  type StackEngines,
  stackEngines,
} from './stack-engines.ts';

export interface StackOptions {
  /** `light`, unless said. */
  readonly profile?: Profile;
  /** A proxy on every hop. */
  readonly proxied?: boolean;
  /** Where the database keeps everything, instead of a directory of its own. */
  readonly databaseDirectory?: string;
  /** More of each process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Properties are divided between so many databases, and commands of each between so many partitions. */
  readonly shards?: { readonly databases: number; readonly partitionsEach: number };
  /** Beside those of the booking path. */
  readonly more?: readonly Process[];
}

export type Process = readonly [Component, string];

export interface Stack {
  readonly components: readonly Component[];
  readonly addresses: Addresses;
  readonly engines: StackEngines['all'];
  readonly postgres: StackEngines['postgres'];
  readonly door: string;
  /** Of the function that opens properties; it is never harmed. */
  readonly opening: string;
  readonly signing: Signing;
  readonly slots: readonly Slot[];
  /** Empty unless it is proxied. */
  readonly hops: readonly Hop[];
  /** Its processes; none of an engine. */
  of(component: Component): readonly Slot[];
  /** Every process answers its probe. */
  ready(): Promise<void>;
  /** What the processes wrote, for whoever looks for a fault. */
  output(): string;
  stop(): Promise<void>;
}

const opener = 'open-property';
const names: readonly Process[] = [
  ['submit', 'submit-reservation'],
  ['decide', 'decide-reservations'],
  // So that one takes over from the other.
  ['decide', 'decide-reservations'],
  ['relay', 'relay-reservations'],
  ['project', 'project-arrivals'],
  ['subscribe', 'record-property'],
];
/** The shortest that a busy small machine can keep. */
export const leaseMs = 1_500;
const readyMsMax = 120_000;
const pollMs = 25;

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { profile = 'light', proxied = false, databaseDirectory, shards } = options;
  const processes = [...names, ...(options.more ?? [])];
  const keys = await signing();
  const bundles = await buildBundles([...processes.map(([, name]) => name), opener]);
  const databases = shards?.databases ?? 1;
  const engines = await stackEngines({ profile, proxied, databaseDirectory, databases });
  const { addresses, postgres, hops } = engines;
  await prepareDatabases(addresses, shards?.partitionsEach);

  const slots: Slot[] = [];
  async function add(component: Component, name: string, to: Addresses): Promise<Slot> {
    const port = await lastingPort();
    const env = { ...keys.env, ...variablesOf(to), ...options.env, PORT: String(port) };
    const made = slot({ component, name, port, begin: () => startFunction(bundles, name, env) });
    slots.push(made);
    return made;
  }
  for (const [component, name] of processes)
    await add(component, name, await engines.addressesFor(component));
  const opening = await add('submit', opener, addresses);
  const of = (component: Component): readonly Slot[] =>
    slots.filter((each) => each.component === component && each !== opening);

  const [door, subscriber] = [of('submit')[0]?.port ?? 0, of('subscribe')[0]?.url];
  let doorPort = door;
  if (proxied) {
    const proxy = await tcpProxy({ port: door });
    hops.push({ name: 'client → submit', to: 'submit', proxy });
    doorPort = proxy.port;
  }
  const dispatchers = await Promise.all(
    databasesOf(addresses).map((databaseUrl) =>
      startDispatcher({ ...addresses, databaseUrl }, `${subscriber}/`),
    ),
  );

  return {
    ...{ addresses, postgres, hops, slots, of, signing: keys, engines: engines.all },
    components: componentsOf(profile),
    door: `http://127.0.0.1:${doorPort}`,
    opening: opening.url,
    async ready() {
      const deadlineMs = performance.now() + readyMsMax;
      for (const each of slots.filter((one) => !one.isResting())) {
        while (!(await each.isReady())) {
          if (performance.now() > deadlineMs) throw new Error(`${each.name} is not ready`);
          await delay(pollMs);
        }
      }
    },
    output: () => slots.map((each) => each.output()).join('\n'),
    async stop() {
      for (const each of slots) each.signal('SIGKILL');
      await Promise.all(slots.map((each) => each.gone()));
      await Promise.all(dispatchers.map((each) => each.stop()));
      await engines.close();
      await bundles.remove();
    },
  };
}

function variablesOf(to: Addresses): Record<string, string> {
  const { databaseUrl, shardUrls, kafkaBrokers, redisUrl } = to;
  return {
    DATABASE_URL: databaseUrl,
    ...(shardUrls === undefined ? {} : { DATABASE_SHARD_URLS: shardUrls.join(',') }),
    SERAI_LEASE_MS: String(leaseMs),
    ...(kafkaBrokers === undefined ? {} : { KAFKA_BROKERS: kafkaBrokers }),
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
  };
}
