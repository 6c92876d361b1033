/** The booking path as processes that can be killed one by one, its engines among them, each back at its old place. */
import { setTimeout as delay } from 'node:timers/promises';
import { migrate } from '#shared/database/migrate.ts';
import { type PostgresEngine, postgresEngine } from '../engines/postgres.ts';
import {
  buildBundles,
  makeTopics,
  type Signing,
  signing,
  startFunction,
} from '../testing/bundles.ts';
import type { Component } from './components.ts';
import { type Dispatcher, startDispatcher } from './dispatcher.ts';
import { lastingPort } from './lasting-port.ts';
import { type TcpProxy, tcpProxy } from './proxy.ts';
import { type Slot, slot } from './slot.ts';

/** One connection of the path, with a proxy on it. */
export interface Hop {
  readonly name: string;
  readonly proxy: TcpProxy;
}

export interface StackOptions {
  /** A proxy on every hop. */
  readonly proxied?: boolean;
  /** Where the database keeps everything, instead of a directory of its own. */
  readonly databaseDirectory?: string;
  /** Two, unless said: so that one takes over from the other. */
  readonly deciders?: number;
}

export interface Stack {
  readonly databaseUrl: string;
  readonly postgres: PostgresEngine;
  readonly door: string;
  /** Of the function that opens properties; it is never harmed. */
  readonly opening: string;
  readonly signing: Signing;
  readonly slots: readonly Slot[];
  /** Empty unless it is proxied. */
  readonly hops: readonly Hop[];
  of(component: Component): readonly Slot[];
  /** Another process of a function, harmed like the others and stopped with the stack. */
  add(component: Component, name: string): Promise<Slot>;
  /** Every process answers its probe. */
  ready(): Promise<void>;
  /** What the processes wrote, for whoever looks for a fault. */
  output(): string;
  stop(): Promise<void>;
}

const opener = 'open-property';
const names = {
  submit: 'submit-reservation',
  decide: 'decide-reservations',
  relay: 'relay-reservations',
  project: 'project-arrivals',
  subscribe: 'record-property',
} as const;
/** The shortest that a busy small machine can keep. */
export const leaseMs = 1_500;
const readyMsMax = 60_000;
const pollMs = 25;

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const keys = await signing();
  const bundles = await buildBundles([...Object.values(names), opener]);
  const postgres = await postgresEngine({ directory: options.databaseDirectory });
  const databaseUrl = postgres.url;
  await migrate({ url: databaseUrl });
  await makeTopics(databaseUrl);
  const hops: Hop[] = [];
  const slots: Slot[] = [];

  async function throughProxy(name: string, port: number): Promise<number> {
    const proxy = await tcpProxy({ port });
    hops.push({ name, proxy });
    return proxy.port;
  }

  async function databaseFor(component: Component): Promise<string> {
    if (options.proxied !== true) return databaseUrl;
    const url = new URL(databaseUrl);
    url.port = String(await throughProxy(`${component} → postgres`, Number(url.port)));
    return url.href;
  }

  async function add(component: Component, name: string): Promise<Slot> {
    const port = await lastingPort();
    const env = {
      ...keys.env,
      DATABASE_URL: name === opener ? databaseUrl : await databaseFor(component),
      SERAI_LEASE_MS: String(leaseMs),
      PORT: String(port),
    };
    const made = slot({ component, name, port, begin: () => startFunction(bundles, name, env) });
    slots.push(made);
    return made;
  }

  const door = await add('submit', names.submit);
  for (let count = options.deciders ?? 2; count > 0; count -= 1) await add('decide', names.decide);
  await add('relay', names.relay);
  await add('project', names.project);
  const subscriber = await add('subscribe', names.subscribe);
  const opening = await add('submit', opener);
  const doorPort =
    options.proxied === true ? await throughProxy('client → submit', door.port) : door.port;
  const dispatcher: Dispatcher = await startDispatcher(databaseUrl, `${subscriber.url}/`);

  return {
    ...{ databaseUrl, postgres, signing: keys, slots, hops, add },
    door: `http://127.0.0.1:${doorPort}`,
    opening: opening.url,
    of: (component) => slots.filter((each) => each.component === component && each.name !== opener),
    async ready() {
      const deadlineMs = performance.now() + readyMsMax;
      for (const each of slots) {
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
      await Promise.all(hops.map(({ proxy }) => proxy.close()));
      await dispatcher.stop();
      await postgres.close();
      await bundles.remove();
    },
  };
}
