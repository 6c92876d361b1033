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
import { mergeEvidence } from './merge-evidence.ts';
import { openProperty } from './opening.ts';
import { ownEngines, patiently } from './own-engines.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';
import { databasesOf } from './stack-engines.ts';

export interface World {
  readonly stack: Stack;
  readonly journal: Journal;
  readonly propertyIds: readonly string[];
  /** Of each type, by property: whoever opens another one says so here. */
  readonly rooms: Map<string, number>;
  readonly tenantId: string;
  readonly token: string;
  /** The addresses of all databases. */
  readonly databases: readonly string[];
  /** Of the first database, unless said. */
  withOwner<T>(work: (owner: pg.Client) => Promise<T>, databaseUrl?: string): Promise<T>;
  withLog<T>(work: (log: EventLog) => Promise<T>, databaseUrl?: string): Promise<T>;
  /** Resolves with the milliseconds until every property answered a booking begun since, and all are ready. */
  worksAgain(): Promise<number>;
  /** Resolves when so many commands are on their way. */
  busy(): Promise<void>;
  /** Ends the load: every key has its final answer. */
  calm(): Promise<void>;
  /** What is there when all is quiet, of each database. */
  evidences(): Promise<readonly Evidence[]>;
  /** Of all of them as one. */
  evidence(): Promise<Evidence>;
  stop(): Promise<void>;
}

export interface WorldOptions extends StackOptions {
  readonly clients?: number;
  readonly requestTimeoutMs?: number;
  /** Properties are opened until these are what the load needs; it books those that are given back. */
  readonly chosen?: (propertyIds: readonly string[]) => readonly string[] | undefined;
}

const clientsDefault = 8;
const properties = 4;
/** Side by side: a suite waits for its world. */
const openedAtOnce = properties;
/** Beyond it a choice that depends on luck is no choice. */
const propertiesMax = 400;
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
  const { chosen = enough } = options;
  const opened: string[] = [];
  while (chosen(opened) === undefined && opened.length < propertiesMax) {
    const more = Array.from({ length: openedAtOnce }, () => openProperty(common, roomsEach));
    opened.push(...(await Promise.all(more)));
  }
  const propertyIds = chosen(opened) ?? opened;
  const load = startLoad({
    ...common,
    ...{ url: stack.door, propertyIds, clients: options.clients ?? clientsDefault },
    ...(options.requestTimeoutMs === undefined
      ? {}
      : { requestTimeoutMs: options.requestTimeoutMs }),
  });

  const rooms = new Map(opened.map((id) => [id, roomsEach]));
  const databases = databasesOf(stack.addresses);

  async function withOwner<T>(
    work: (owner: pg.Client) => Promise<T>,
    databaseUrl = stack.addresses.databaseUrl,
  ): Promise<T> {
    const owner = await connectAsOwner(databaseUrl, 'serai faults');
    try {
      return await work(owner);
    } finally {
      await owner.end();
    }
  }

  async function withLog<T>(
    work: (log: EventLog) => Promise<T>,
    databaseUrl = stack.addresses.databaseUrl,
  ): Promise<T> {
    const engines = ownEngines({ ...stack.addresses, databaseUrl }, 'faults');
    try {
      return await patiently(() => work(engines.log));
    } finally {
      await engines.close();
    }
  }

  async function evidences(): Promise<readonly Evidence[]> {
    const parts: Evidence[] = [];
    await withOwner(async (recorder) => {
      for (const databaseUrl of databases)
        await withLog(
          (log) =>
            withOwner(async (owner) => {
              parts.push(await gather({ databaseUrl, log, owner, recorder }, rooms));
            }, databaseUrl),
          databaseUrl,
        );
    });
    return parts;
  }

  return {
    ...{ stack, journal: kept, propertyIds, rooms, tenantId, token },
    ...{ databases, withOwner, withLog },
    async worksAgain() {
      const sinceMs = performance.now();
      const late = AbortSignal.timeout(recoverMsMax);
      const missing = new Set(propertyIds);
      while (missing.size > 0) {
        const intent = await Promise.race([kept.nextAnswer(), aborted(late, kept)]);
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
    evidences,
    evidence: async () => mergeEvidence(await evidences()),
    stop: () => stack.stop(),
  };
}

/** Any few, unless said. */
function enough(propertyIds: readonly string[]): readonly string[] | undefined {
  return propertyIds.length < properties ? undefined : propertyIds;
}

function aborted(signal: AbortSignal, { surprises }: Pick<Journal, 'surprises'>): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => {
    const last = surprises.at(-1);
    const why = last === undefined ? '' : `; somebody was answered ${last}`;
    reject(new Error(`the product does not work again${why}`));
  });
  return promise;
}

export interface Judged<T, L> {
  readonly result: T;
  readonly seen: L;
  readonly intents: readonly Intent[];
  readonly faults: readonly string[];
}

/** Starts a world, lets it be harmed, and judges what is left; `look` may see it when all is quiet. */
export async function underLoad<T, L = undefined>(
  options: WorldOptions,
  harm: (world: World) => Promise<T>,
  look?: (world: World) => Promise<L>,
): Promise<Judged<T, L | undefined>> {
  const world = await startWorld(options);
  try {
    const result = await harm(world);
    await world.calm();
    const faults = judge(world.journal, await world.evidence());
    return { result, seen: await look?.(world), intents: world.journal.intents, faults };
  } catch (error) {
    process.stderr.write(`${world.stack.output().slice(-20_000)}\n`);
    throw error;
  } finally {
    await world.stop();
  }
}
