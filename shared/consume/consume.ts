/**
 * Runs a `consumer`: each batch's effects and its next offset commit together, so a record is
 * delivered at least once and has its effect exactly once. A record that cannot be handled is
 * found by halving its batch, and parked with its reason; the others go on.
 */
import { CommitUnknown, DatabaseRefused, DatabaseUnavailable } from '#shared/database/database.ts';
import { announceFacts, insertEvents } from '#shared/events/outbox.ts';
import type { ConsumerDeclaration } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import type {
  PartitionReader,
  PartitionState,
  StoredRecord,
  Subscription,
} from '#shared/log/log.ts';
import type { Span } from '#shared/telemetry/telemetry.ts';
import { advance, placing } from './batch.ts';
import { FenceLost, movePositions, type Position, readPosition } from './offsets.ts';
import { presumption } from './presumption.ts';
import { type Share, type TogetherOptions, together } from './together.ts';

export function runConsumer<Memory>(
  declaration: ConsumerDeclaration<Memory>,
  engines: Engines,
): Promise<Subscription> {
  const { logger } = engines;
  return engines.log.subscribe({
    group: declaration.name,
    topic: declaration.topic,
    batchRecordsMax: declaration.batchRecordsMax,
    gatherMs: declaration.gatherMs,
    open: readersOf(declaration, engines),
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
  'channels' | 'clock' | 'database' | 'fresh' | 'ids' | 'logger' | 'telemetry'
> & { readonly replies: Pick<Engines['replies'], 'send'> };

/** Opens a reader of one partition, standing where the consumer's stored offset says. */
export type OpenReader = (partition: number, state: PartitionState) => Promise<PartitionReader>;

interface Place {
  readonly partition: number;
  readonly topicIdentity: string;
  position: Position;
}

/** The readers of one process: they share a memory and its transactions. */
export function readersOf<Memory>(
  declaration: ConsumerDeclaration<Memory>,
  engines: ReaderEngines,
  pace: Pick<TogetherOptions<Place>, 'rest'> = {},
): OpenReader {
  const { name } = declaration;
  const database = engines.database(declaration.context);
  const tools = {
    channels: engines.channels,
    replies: engines.replies,
    clock: engines.clock,
    ids: engines.ids,
    telemetry: engines.telemetry,
    read: database.read,
  };
  const newness = presumption(engines.clock);
  // Counted from nothing: who watches a counter does not see the one it first appears with.
  engines.telemetry.count('serai_parked_total', { function: name }, 0);
  let memory = declaration.memory();

  function forget(): void {
    memory = declaration.memory();
  }

  /** Once more, with a look, when something taken for new was there already. */
  async function attempt(shares: readonly Share<Place>[]): Promise<void> {
    const presumeNew = newness.holds();
    try {
      await attemptOnce(shares, presumeNew);
    } catch (error) {
      if (!presumeNew || !isThere(error)) throw error;
      engines.telemetry.count('serai_handled_again_total', { function: name });
      newness.failed();
      forget();
      await attemptOnce(shares, false);
    }
  }

  /** Handles records that all succeed together; memory is only kept when they did. */
  async function attemptOnce(shares: readonly Share<Place>[], presumeNew: boolean): Promise<void> {
    const advanced = shares.map(({ place, records }) => ({
      ...{ place, partition: place.partition, from: place.position },
      ...advance(place.position, records),
    }));
    const records = advanced.flatMap(({ fresh }) => fresh);
    const effects =
      records.length === 0
        ? undefined
        : await declaration.handle(
            { records, memory },
            { ...tools, ...placing(advanced), presumeNew },
          );
    const spans = records.flatMap((record) => spanOf(name, record, engines));
    const facts = await database.write(effects?.tenants ?? [], async (sql) => {
      // Sent together and judged in this order: a fence that was lost says more than what the same
      // batch met behind it, and that more than facts which were refused because of it.
      const moved = movePositions(sql, name, advanced);
      const written = effects?.write(sql);
      const placed = insertEvents(sql, effects?.events ?? []);
      for (const each of [moved, written, placed]) each?.catch(() => undefined);
      await moved;
      await written;
      return placed;
    });
    for (const { place, to } of advanced) place.position = to;
    for (const span of spans) span.end();
    if (effects === undefined) return;
    effects.committed?.();
    // Not waited for: the relay also looks by itself.
    void announceFacts(engines, declaration.context, facts);
  }

  async function park(place: Place, record: StoredRecord, error: unknown): Promise<void> {
    const { partition, topicIdentity } = place;
    const reason =
      error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 1000) : 'unknown';
    engines.logger.error('a record was parked', {
      ...{ function: name, partition, error },
      offset: record.offset,
    });
    engines.telemetry.count('serai_parked_total', { function: name });
    const { to } = advance(place.position, [record]);
    await database.write([], async (sql) => {
      await movePositions(sql, name, [{ partition, from: place.position, to }]);
      await sql.count(
        `insert into parked (consumer, topic_identity, partition, "offset", reason)
         values ($1, $2, $3, $4, $5) on conflict do nothing`,
        [name, topicIdentity, partition, record.offset, reason],
      );
    });
    place.position = to;
  }

  const handle = together<Place>({
    ...{ recordsMax: declaration.batchRecordsMax, attempt, forget, park, isTheWorlds, ...pace },
    // A fence is lost by one partition; the others go on.
    concernsAll: (error) => isTheWorlds(error) && !(error instanceof FenceLost),
  });

  return async (partition, state) => {
    const { topicIdentity } = state;
    const place: Place = {
      ...{ partition, topicIdentity },
      position: await database.write([], (sql) => readPosition(sql, name, partition, state)),
    };
    // What is known of this partition may be from a time when it was another's.
    forget();
    return {
      get position() {
        return place.position.nextOffset;
      },
      handle: (records) => handle(place, records),
      close: async () => {},
    };
  };
}

/** A reader that has its transactions to itself. */
export function openReader<Memory>(
  declaration: ConsumerDeclaration<Memory>,
  engines: ReaderEngines,
  partition: number,
  state: PartitionState,
): Promise<PartitionReader> {
  return readersOf(declaration, engines)(partition, state);
}

/** Of a fact in a sampled trace: its part in the batch's transaction. A decider makes its own for commands. */
function spanOf(name: string, record: StoredRecord, engines: Pick<Engines, 'telemetry'>): Span[] {
  const parent = record.headers['ce_traceparent'];
  if (parent === undefined || !parent.endsWith('-01')) return [];
  return [
    engines.telemetry.span(name, 'consumer', parent, { type: record.headers['ce_type'] ?? '' }),
  ];
}

/** A unique key that two rows would have. */
function isThere(error: unknown): boolean {
  return error instanceof DatabaseRefused && error.sqlState === '23505';
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
