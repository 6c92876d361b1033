/**
 * Runs a `consumer`: each batch's effects and its next offset commit together, so a record is
 * delivered at least once and has its effect exactly once. A record that cannot be handled is
 * found by halving its batch, and parked with its reason; the others go on.
 */
import { CommitUnknown, DatabaseRefused, DatabaseUnavailable } from '#shared/database/database.ts';
import { positionOf } from '#shared/events/fact-record.ts';
import { insertEvents, outboxChannel } from '#shared/events/outbox.ts';
import type { ConsumerDeclaration, ConsumerTools } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import type {
  PartitionReader,
  PartitionState,
  StoredRecord,
  Subscription,
} from '#shared/log/log.ts';
import type { Span } from '#shared/telemetry/telemetry.ts';
import { FenceLost, movePosition, type Position, readPosition } from './offsets.ts';

export function runConsumer<Memory>(
  declaration: ConsumerDeclaration<Memory>,
  engines: Engines,
): Promise<Subscription> {
  const { logger } = engines;
  return engines.log.subscribe({
    group: declaration.name,
    topic: declaration.topic,
    batchRecordsMax: declaration.batchRecordsMax,
    open: (partition, state) => openReader(declaration, engines, partition, state),
    failed(partition, error) {
      logger.error('a partition is read again from its stored offset', {
        function: declaration.name,
        partition,
        error,
      });
    },
  });
}

/** As much of the engines as a reader works with. */
export type ReaderEngines = Pick<
  Engines,
  'channels' | 'clock' | 'database' | 'ids' | 'logger' | 'telemetry'
>;

/** A reader of one partition, standing where the consumer's stored offset says. */
export async function openReader<Memory>(
  declaration: ConsumerDeclaration<Memory>,
  engines: ReaderEngines,
  partition: number,
  state: PartitionState,
): Promise<PartitionReader> {
  const database = engines.database(declaration.context);
  let position = await database.write([], (sql) =>
    readPosition(sql, declaration.name, partition, state),
  );
  let memory = declaration.memory();
  const tools: ConsumerTools = {
    partition,
    channels: engines.channels,
    clock: engines.clock,
    ids: engines.ids,
    telemetry: engines.telemetry,
    read: (tenants, work) => database.read(tenants, work),
  };

  /** Handles records that all succeed together; memory is only kept when they did. */
  async function attempt(records: readonly StoredRecord[]): Promise<void> {
    const { fresh, to } = advance(position, records);
    const effects =
      fresh.length === 0 ? undefined : await declaration.handle({ records: fresh, memory }, tools);
    const spans = fresh.flatMap((record) => spanOf(declaration.name, record, engines));
    await database.write(effects?.tenants ?? [], async (sql) => {
      await movePosition(sql, declaration.name, partition, position, to);
      if (effects === undefined) return;
      await effects.write(sql);
      await insertEvents(sql, effects.events);
    });
    position = to;
    for (const span of spans) span.end();
    if (effects === undefined) return;
    effects.committed?.();
    // Not waited for: the relay also looks by itself.
    if (effects.events.length > 0)
      void engines.channels.publish(outboxChannel(declaration.context), '');
  }

  async function handle(records: readonly StoredRecord[]): Promise<void> {
    try {
      await attempt(records);
    } catch (error) {
      if (isTheWorlds(error)) throw error;
      // What the failed attempt left in memory never happened.
      memory = declaration.memory();
      const [only] = records;
      if (records.length === 1 && only !== undefined) return park(only, error);
      const middle = records.length >> 1;
      await handle(records.slice(0, middle));
      await handle(records.slice(middle));
    }
  }

  async function park(record: StoredRecord, error: unknown): Promise<void> {
    const reason =
      error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 1000) : 'unknown';
    engines.logger.error('a record was parked', {
      function: declaration.name,
      partition,
      offset: record.offset,
      error,
    });
    engines.telemetry.count('serai_parked_total', { function: declaration.name });
    const { to } = advance(position, [record]);
    await database.write([], async (sql) => {
      await movePosition(sql, declaration.name, partition, position, to);
      await sql.count(
        `insert into parked (consumer, topic_identity, partition, "offset", reason)
         values ($1, $2, $3, $4, $5) on conflict do nothing`,
        [declaration.name, state.topicIdentity, partition, record.offset, reason],
      );
    });
    position = to;
  }

  return {
    get position() {
      return position.nextOffset;
    },
    handle,
    close: async () => {},
  };
}

/** Records not applied yet, and where the consumer stands after them. Copies of a fact that the relay sent twice are skipped by its position. */
function advance(
  from: Position,
  records: readonly StoredRecord[],
): { fresh: StoredRecord[]; to: Position } {
  const fresh: StoredRecord[] = [];
  let { nextOffset, nextPosition, logTimeMs } = from;
  for (const record of records) {
    if (record.offset < nextOffset) continue;
    nextOffset = record.offset + 1;
    logTimeMs = Math.max(logTimeMs, record.appendedAtMs);
    const position = positionOf(record);
    if (position !== undefined) {
      if (position < nextPosition) continue;
      nextPosition = position + 1;
    }
    fresh.push(record);
  }
  return { fresh, to: { nextOffset, nextPosition, logTimeMs } };
}

/** Of a fact in a sampled trace: its part in the batch's transaction. A decider makes its own for commands. */
function spanOf(name: string, record: StoredRecord, engines: Pick<Engines, 'telemetry'>): Span[] {
  const parent = record.headers['ce_traceparent'];
  if (parent === undefined || !parent.endsWith('-01')) return [];
  return [
    engines.telemetry.span(name, 'consumer', parent, { type: record.headers['ce_type'] ?? '' }),
  ];
}

/**
 * A statement that no record can make right: a table or a right that is missing, a database that
 * only reads. Parking would lose one record after the other to it. Row-level security (42501) is
 * left out, because it judges the record.
 */
const statementsFault = /^(?:25|42(?!501))/;

function isTheWorlds(error: unknown): boolean {
  return (
    error instanceof DatabaseUnavailable ||
    error instanceof CommitUnknown ||
    error instanceof FenceLost ||
    (error instanceof DatabaseRefused && statementsFault.test(error.sqlState))
  );
}
