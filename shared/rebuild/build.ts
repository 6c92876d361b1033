/**
 * Runs a projection's own declaration over the facts of an outbox, into a schema beside the live one.
 *
 * From the outbox and not from the topic: the outbox keeps every fact for ever, whatever becomes of
 * the log, and says exactly which facts the live tables have seen.
 */
import { memoryChannels } from '#shared/cache/memory-channels.ts';
import { type ReaderEngines, readersOf } from '#shared/consume/consume.ts';
import type { Database } from '#shared/database/database.ts';
import { postgresDatabase } from '#shared/database/postgres.ts';
import { freshFacts } from '#shared/events/fresh-facts.ts';
import type { ConsumerDeclaration } from '#shared/function/declare.ts';
import type { PartitionReader } from '#shared/log/log.ts';
import { systemClock, systemIds } from '#shared/system.ts';
import { logger } from '#shared/telemetry/logger.ts';
import { telemetryOff } from '#shared/telemetry/process-telemetry.ts';
import { openFactReader } from './read-facts.ts';
import { rebuildSchemaOf } from './schema.ts';

/** By partition of the outbox: the position up to which facts count. */
export type Ends = ReadonlyMap<number, number>;

export interface Build {
  /** Goes on from where it stands; resolves with how many facts that were. */
  upTo(ends: Ends): Promise<number>;
  close(): Promise<void>;
}

export interface BuildOptions {
  readonly databaseUrl: string;
  readonly declaration: ConsumerDeclaration;
  /** The context whose facts it reads. */
  readonly source: string;
}

/** Partitions built at once: more than a small machine's processors gain nothing. */
const connectionsMax = 4;
/** Larger than a live batch, since nobody waits for one: a transaction's cost is that of some thirty facts. */
const batchRecords = 4_000;
/** A batch of a rebuild has the disk for itself and no caller that waits. */
const statementTimeoutMs = 120_000;
/** No topic is read, so none is meant. */
const noTopic = '00000000-0000-0000-0000-000000000000';

/** `schema` holds the tables it fills: an empty one beside the live one unless said. */
export function openBuild(
  { databaseUrl: url, declaration, source }: BuildOptions,
  { schema = rebuildSchemaOf(declaration.context), batch = batchRecords } = {},
): Build {
  const target = postgresDatabase({
    ...{ url, schema, role: `serai_${declaration.context}` },
    ...{ poolMax: connectionsMax, statementTimeoutMs, applicationName: 'serai rebuild' },
  });
  // Nothing gathers meanwhile: all facts are there.
  const pace = { rest: async () => undefined };
  const open = readersOf({ ...declaration, batchRecordsMax: batch }, enginesFor(target), pace);
  const readers = new Map<number, PartitionReader>();

  async function readerOf(partition: number): Promise<PartitionReader> {
    const known = readers.get(partition);
    if (known !== undefined) return known;
    const state = { topicIdentity: noTopic, firstOffset: 0, nextOffset: Number.MAX_SAFE_INTEGER };
    const opened = await open(partition, state);
    readers.set(partition, opened);
    return opened;
  }

  /** One partition after the other, of those that nobody has begun. */
  async function buildSome(waiting: [partition: number, end: number][]): Promise<number> {
    const facts = await openFactReader(url, source);
    let count = 0;
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [partition, end] = next;
        const reader = await readerOf(partition);
        const wanted = { partition, from: reader.position, end, batchRecords: batch };
        for await (const records of facts.batches(wanted)) {
          await reader.handle(records);
          count += records.length;
        }
      }
    } finally {
      await facts.close();
    }
    return count;
  }

  return {
    async upTo(ends) {
      const waiting = [...ends];
      const builders = Math.min(connectionsMax, waiting.length);
      const counts = await Promise.all(Array.from({ length: builders }, () => buildSome(waiting)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    close: () => target.close(),
  };
}

/** Nobody is told of a rebuild: it traces, counts and publishes nothing. */
function enginesFor(database: Database): ReaderEngines {
  return {
    database: () => database,
    channels: memoryChannels(),
    replies: { send() {} },
    fresh: freshFacts(),
    clock: systemClock,
    ids: systemIds,
    logger: logger({ level: 'silent', service: 'rebuild' }),
    telemetry: telemetryOff,
  };
}
