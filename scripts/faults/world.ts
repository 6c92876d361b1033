/** A stack under load: what every suite harms, and judges from outside afterwards. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { connectAsOwner } from '#shared/database/owner-connection.ts';
import type { EventLog } from '#shared/log/log.ts';
import { type Evidence, gather } from './evidence.ts';
import { type Intent, type Journal, journal } from './journal.ts';
import { judge } from './judge.ts';
import { startLoad } from './load.ts';
import { openProperty } from './opening.ts';
import { ownEngines, patiently } from './own-engines.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';

export interface World {
  readonly stack: Stack;
  readonly journal: Journal;
  readonly propertyIds: readonly string[];
  /** Of each type, by property: whoever opens another one says so here. */
  readonly rooms: Map<string, number>;
  readonly tenantId: string;
  readonly token: string;
  withOwner<T>(work: (owner: pg.Client) => Promise<T>): Promise<T>;
  withLog<T>(work: (log: EventLog) => Promise<T>): Promise<T>;
  /** Resolves with the milliseconds until every property answered a booking begun since, and all are ready. */
  worksAgain(): Promise<number>;
  /** Resolves when so many commands are on their way. */
  busy(): Promise<void>;
  /** Ends the load: every key has its final answer. */
  calm(): Promise<void>;
  /** What is there when all is quiet. */
  evidence(): Promise<Evidence>;
  stop(): Promise<void>;
}

export interface WorldOptions extends StackOptions {
  readonly clients?: number;
  readonly requestTimeoutMs?: number;
}

const clientsDefault = 8;
const properties = 4;
/** Few enough that some nights are full before the end. */
const roomsEach = 4;
/** Leases, a restart of an engine, the longest time-out of a dead connection and the longest back-off together. */
const recoverMsMax = 120_000;
export const client = 'test';
const pollMs = 1;

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const stack = await startStack(options);
  try {
    return await populate(stack, options);
  } catch (error) {
    process.stderr.write(`${stack.output().slice(-20_000)}\n`);
    await stack.stop();
    throw error;
  }
}

async function populate(stack: Stack, options: WorldOptions): Promise<World> {
  await stack.ready();
  const tenantId = randomUUID();
  const token = await stack.signing.token(tenantId, 'tenant_admin');
  const kept = journal();
  const common = { token, tenantId, client, journal: kept, opening: stack.opening };
  const propertyIds: string[] = [];
  while (propertyIds.length < properties) propertyIds.push(await openProperty(common, roomsEach));
  const load = startLoad({
    ...common,
    ...{ url: stack.door, propertyIds, clients: options.clients ?? clientsDefault },
    ...(options.requestTimeoutMs === undefined
      ? {}
      : { requestTimeoutMs: options.requestTimeoutMs }),
  });

  const rooms = new Map(propertyIds.map((id) => [id, roomsEach]));

  async function withOwner<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
    const owner = await connectAsOwner(stack.addresses.databaseUrl, 'serai faults');
    try {
      return await work(owner);
    } finally {
      await owner.end();
    }
  }

  async function withLog<T>(work: (log: EventLog) => Promise<T>): Promise<T> {
    const engines = ownEngines(stack.addresses, 'faults');
    try {
      return await patiently(() => work(engines.log));
    } finally {
      await engines.close();
    }
  }

  return {
    ...{ stack, journal: kept, propertyIds, rooms, tenantId, token, withOwner, withLog },
    async worksAgain() {
      const sinceMs = performance.now();
      const late = AbortSignal.timeout(recoverMsMax);
      const missing = new Set(propertyIds);
      while (missing.size > 0) {
        const intent = await Promise.race([kept.nextAnswer(), aborted(late)]);
        if (intent.sentMs > sinceMs && intent.answers[0]?.status !== 202)
          missing.delete(intent.propertyId);
      }
      await stack.ready();
      return performance.now() - sinceMs;
    },
    async busy() {
      while (kept.inFlight().length === 0) await delay(pollMs);
    },
    calm: () => load.stop(),
    evidence: () =>
      withLog((log) =>
        withOwner((owner) =>
          gather({ databaseUrl: stack.addresses.databaseUrl, log }, owner, rooms),
        ),
      ),
    stop: () => stack.stop(),
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(new Error('the product does not work again'))),
  );
}

export interface Judged<T> {
  readonly result: T;
  readonly intents: readonly Intent[];
  readonly faults: readonly string[];
}

/** Starts a world, lets it be harmed, and judges what is left. */
export async function underLoad<T>(
  options: WorldOptions,
  harm: (world: World) => Promise<T>,
): Promise<Judged<T>> {
  const world = await startWorld(options);
  try {
    const result = await harm(world);
    await world.calm();
    const faults = judge(world.journal, await world.evidence());
    return { result, intents: world.journal.intents, faults };
  } catch (error) {
    process.stderr.write(`${world.stack.output().slice(-20_000)}\n`);
    throw error;
  } finally {
    await world.stop();
  }
}
