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
import { type FactRow, factColumns, recordOfFact } from '#shared/events/outbox-fact.ts';
import type { ConsumerDeclaration } from '#shared/function/declare.ts';
import type { PartitionReader, StoredRecord } from '#shared/log/log.ts';
import { systemClock, systemIds } from '#shared/system.ts';
import { logger } from '#shared/telemetry/logger.ts';
import { telemetryOff } from '#shared/telemetry/process-telemetry.ts';
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
/** A batch of a rebuild has the disk for itself and no caller that waits. */
const statementTimeoutMs = 120_000;
/** No topic is read, so none is meant. */
const noTopic = '00000000-0000-0000-0000-000000000000';

const facts = `
  select ${factColumns} from events fact
  where fact.partition = $1 and fact.position >= $2 and fact.position < $3
  order by fact.position limit $4`;

/** `schema` holds the tables it fills: an empty one beside the live one unless said. */
export function openBuild(
  { databaseUrl: url, declaration, source }: BuildOptions,
  schema = rebuildSchemaOf(declaration.context),
): Build {
  const limits = { poolMax: connectionsMax, statementTimeoutMs };
  const outbox = postgresDatabase({
    ...{ url, ...limits, role: `serai_${source}_relay`, schema: source },
    applicationName: 'serai rebuild facts',
  });
  const target = postgresDatabase({
    ...{ url, ...limits, role: `serai_${declaration.context}` },
    schema,
    applicationName: 'serai rebuild',
  });
  const open = readersOf(declaration, enginesFor(target));
  const readers = new Map<number, PartitionReader>();

  async function readerOf(partition: number): Promise<PartitionReader> {
    const known = readers.get(partition);
    if (known !== undefined) return known;
    const state = { topicIdentity: noTopic, firstOffset: 0, nextOffset: Number.MAX_SAFE_INTEGER };
    const opened = await open(partition, state);
    readers.set(partition, opened);
    return opened;
  }

  async function buildPartition(partition: number, end: number): Promise<number> {
    const reader = await readerOf(partition);
    for (let count = 0; ; ) {
      const rows = await outbox.read([], (sql) =>
        sql.rows<FactRow>(facts, [partition, reader.position, end, declaration.batchRecordsMax]),
      );
      if (rows.length === 0) return count;
      await reader.handle(rows.map((row) => recordAt(source, row)));
      count += rows.length;
    }
  }

  return {
    async upTo(ends) {
      const counts = await Promise.all(
        [...ends].map(([partition, end]) => buildPartition(partition, end)),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async close() {
      await Promise.all([outbox.close(), target.close()]);
    },
  };
}

/** Its position is its offset: the copies that a topic may hold are skipped there by position, too. */
function recordAt(source: string, row: FactRow): StoredRecord {
  return {
    ...recordOfFact(source, row, row.traceparent),
    offset: row.position,
    appendedAtMs: Date.parse(row.recorded_at),
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
