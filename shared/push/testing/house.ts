/** A database with a log for tests of push delivery, and processes on it that can be dropped. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { keptMaps } from '#shared/cache/kept.ts';
import { memoryLimits } from '#shared/cache/limits.ts';
import { memoryCache } from '#shared/cache/memory-cache.ts';
import { memoryChannels } from '#shared/cache/memory-channels.ts';
import { repliesOver } from '#shared/commands/replies.ts';
import { type Database, DatabaseUnavailable } from '#shared/database/database.ts';
import { postgresDatabase } from '#shared/database/postgres.ts';
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import { recordOfEvent } from '#shared/events/fact-record.ts';
import { freshFacts } from '#shared/events/fresh-facts.ts';
import { type SubscriberDeclaration, subscriber } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import type { Transaction } from '#shared/function/tools.ts';
import type { EventLog, StoredRecord } from '#shared/log/log.ts';
import { postgresEventLog } from '#shared/log/postgres.ts';
import { systemClock, systemIds, systemRandom } from '#shared/system.ts';
import { logger } from '#shared/telemetry/logger.ts';
import { telemetryOff } from '#shared/telemetry/process-telemetry.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';

export const context = 'integrations';
export const tenantId = '0190a5f0-0000-7000-8000-000000000001';

export interface PushHouse extends TestDatabase {
  readonly log: EventLog;
  /** As one process has them. Once dropped, nothing it asks for gets through any more. */
  process(overrides?: Partial<Engines>): PushProcess;
  /** A topic of its own, so that tests do not meet. */
  topic(partitions: number): Promise<string>;
  append(topic: string, event: CloudEvent, partition?: number): Promise<void>;
  records(topic: string): Promise<StoredRecord[]>;
}

export interface PushProcess {
  readonly engines: Engines;
  /** How often it has asked the database or the log for a change. */
  readonly calls: () => number;
  drop(atCall?: number): void;
  close(): Promise<void>;
}

/** Test files run side by side, and the test server has 200 connections. */
const connectionsMax = 3;

const rate = { perSecond: 1e6, burst: 1e6 };
const notHere = () => {
  throw new Error('not part of this test');
};

export async function pushHouse(): Promise<PushHouse> {
  const house = await testDatabase();
  const processes: PushProcess[] = [];
  const connect = () =>
    postgresEventLog({
      url: house.url,
      leaseMs: 1_000,
      renewMs: 200,
      commitMs: 20,
      appendConnectionsMax: connectionsMax,
      readConnectionsMax: connectionsMax,
      report: () => undefined,
    });
  const log = connect();
  return {
    ...house,
    log,
    process(overrides = {}) {
      const fuse = newFuse();
      const databases = new Map<string, Database>();
      const own = connect();
      const channels = memoryChannels();
      const engines: Engines = {
        clock: systemClock,
        ids: systemIds,
        random: systemRandom,
        telemetry: telemetryOff,
        logger: logger({ level: 'silent', service: 'test' }),
        instance: randomUUID(),
        log: {
          ...own,
          append: (to, records) =>
            fuse.blown() ? Promise.resolve('refused') : own.append(to, records),
        },
        channels,
        replies: repliesOver(channels),
        fresh: freshFacts(),
        limits: memoryLimits({ clock: systemClock }),
        cache: () => memoryCache({ clock: systemClock, entriesMax: 10 }),
        kept: keptMaps(),
        rates: { token: rate, tenant: rate, address: rate },
        trustedHops: 0,
        ...{ verify: notHere, signIn: notHere },
        house: {
          name: 'test',
          functions: [],
          traces: { recentTraces: notHere, trace: notHere },
          demoUsers: [],
          closing: new AbortController().signal,
        },
        issuer: undefined,
        signed: notHere,
        database(name) {
          const known = databases.get(name);
          if (known !== undefined) return known;
          const role = `serai_${name}`;
          const { url } = house;
          const made = postgresDatabase({ url, role, schema: name, poolMax: connectionsMax });
          const guarded: Database = {
            ...made,
            write: async (tenants, work) => {
              if (fuse.blown()) throw new DatabaseUnavailable('this process is dropped');
              return made.write(tenants, work);
            },
          };
          databases.set(name, guarded);
          return guarded;
        },
        relayDatabase: notHere,
        upkeep: { maintain: notHere, pruneLog: notHere },
        commands: () => ({ send: notHere, sendAll: notHere }),
        ...overrides,
      };
      let closed: Promise<unknown> | undefined;
      const made: PushProcess = {
        engines,
        calls: fuse.calls,
        drop: fuse.blow,
        async close() {
          closed ??= own
            .close()
            .then(() => Promise.all([...databases.values()].map((each) => each.close())));
          await closed;
        },
      };
      processes.push(made);
      return made;
    },
    async topic(partitions) {
      const name = `t-${randomUUID()}`;
      await log.ensureTopic({ name, partitions, retentionMs: null });
      return name;
    },
    async append(topic, event, partition = 0) {
      const appended = await log.append({ topic, partition }, [recordOfEvent(event)]);
      if (appended !== 'appended') throw new Error(appended);
    },
    async records(topic) {
      const all: StoredRecord[] = [];
      for (const partition of (await log.partitions(topic)).keys())
        all.push(...(await log.read({ topic, partition }, 0, 1_000)));
      return all;
    },
    async close() {
      await Promise.all(processes.map((each) => each.close()));
      await log.close();
      await house.close();
    },
  };
}

function newFuse() {
  let calls = 0;
  let at = Number.POSITIVE_INFINITY;
  return {
    calls: () => calls,
    blow(atCall = calls) {
      at = atCall;
    },
    blown() {
      calls += 1;
      return calls > at;
    },
  };
}

export function fact(id: string, more: Partial<CloudEvent> = {}): CloudEvent {
  return {
    specversion: '1.0',
    id,
    source: '/somewhere',
    type: 'thing.happened.v1',
    subject: 'thing-1',
    datacontenttype: 'application/json',
    data: JSON.stringify({ name: id }),
    ...more,
    extensions: { tenantid: tenantId, partitionkey: 'thing-1', ...more.extensions },
  };
}

export const Named = z.object({ name: z.string() });

/** A subscriber with the fields a test does not care about. */
export function testSubscriber(
  more: Partial<SubscriberDeclaration> & Pick<SubscriberDeclaration, 'handle'>,
): SubscriberDeclaration {
  return subscriber<z.ZodType, Transaction>({
    context,
    name: `trigger-${randomUUID()}`,
    purpose: 'Tests push delivery.',
    broker: 'things',
    filters: [],
    order: 'unordered',
    delivery: { retry: 2, backoffPolicy: 'linear', backoffDelayMs: 5 },
    transaction: 'none',
    data: Named,
    scale: { rps: 10, replicasMin: 0, replicasMax: 1 },
    ...more,
  });
}
