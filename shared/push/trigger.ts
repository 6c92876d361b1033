/**
 * Runs the trigger of a subscriber by the rules of Knative's Kafka Broker, with one difference: a
 * new trigger begins at the topic's start. Facts are kept so that whoever comes later can know
 * them, and `latest` would skip what is written before the first partition is owned.
 */
import type { Running } from '#shared/consume/relay.ts';
import type { SubscriberDeclaration } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import { per } from '#shared/function/per.ts';
import type { PartitionReader } from '#shared/log/log.ts';
import { assertDelivery } from './backoff.ts';
import { type Broker, deadLetterRetentionMs, deadLetterTopic } from './broker.ts';
import { dispatchMsMax } from './dispatch.ts';
import { compileFilters } from './filter.ts';
import { orderedReader } from './ordered.ts';
import { openPartition } from './partition.ts';
import { NotNow, type Run, Stopped, type TriggerLimits } from './run.ts';
import { slots } from './slots.ts';
import { unorderedReader } from './unordered.ts';
import type { Dispatch } from './verdict.ts';
import { type Watch, watch, watchMsDefault } from './watch.ts';

export interface TriggerOptions {
  /** The one its declaration names. */
  readonly broker: Broker;
  readonly dispatch: Dispatch;
  readonly limits?: Partial<TriggerLimits>;
}

const defaults: TriggerLimits = {
  timeoutMs: dispatchMsMax,
  // Knative's `max.poll.records` of an unordered consumer.
  inFlightMax: 50,
  slowMs: 1_000,
  graceMs: 5_000,
  // A row is 150 bytes and a map entry as much; a subscriber that is away is not hidden by more.
  pendingMax: 10_000,
  watchMs: watchMsDefault,
};

/** A stop and a rebalance wait for a batch, in order for one event after the other. */
const orderedBatchRecordsMax = 40;

const watches = per<Engines, Map<number, Watch>>(() => new Map());

function watchOf(engines: Engines, everyMs: number): Watch {
  const known = watches(engines);
  const found = known.get(everyMs);
  if (found !== undefined) return found;
  const made = watch(engines.database('push'), engines.logger, everyMs);
  known.set(everyMs, made);
  return made;
}

export async function runTrigger(
  declaration: SubscriberDeclaration,
  engines: Engines,
  options: TriggerOptions,
): Promise<Running> {
  const { name, order, delivery } = declaration;
  const { broker, dispatch } = options;
  const { log, logger } = engines;
  assertDelivery(name, delivery);
  const matches = compileFilters(declaration.filters);
  const partitions = (await log.partitions(broker.topic)).length;
  await log.ensureTopic({
    name: deadLetterTopic(broker.topic),
    partitions,
    retentionMs: deadLetterRetentionMs,
  });
  const limits = { ...defaults, ...options.limits };
  const stop = new AbortController();
  const run: Run = {
    trigger: name,
    order,
    delivery,
    broker,
    partitions,
    limits,
    matches,
    dispatch,
    log,
    database: engines.database('push'),
    clock: engines.clock,
    ids: engines.ids,
    logger,
    telemetry: engines.telemetry,
    slots: slots(limits.inFlightMax),
    stopped: stop.signal,
    inBackground: new Set(),
  };
  // Counted from nothing: who watches a counter does not see the one it first appears with.
  engines.telemetry.count('serai_push_total', { trigger: name, outcome: 'dead' }, 0);
  const watching = watchOf(engines, limits.watchMs);
  const subscription = await log.subscribe({
    group: name,
    topic: broker.topic,
    batchRecordsMax: order === 'ordered' ? orderedBatchRecordsMax : limits.inFlightMax,
    async open(partition, state): Promise<PartitionReader> {
      const places = order === 'ordered' ? slots(1) : run.slots;
      const opened = await openPartition(run, places, partition, state);
      const reader = order === 'ordered' ? orderedReader(opened) : unorderedReader(opened);
      const unwatch = watching.add(name, partition, opened.look);
      return {
        get position() {
          return reader.position;
        },
        handle: (records) => reader.handle(records),
        async close() {
          unwatch();
          await reader.close();
        },
      };
    },
    failed(partition, error) {
      if (error instanceof NotNow || error instanceof Stopped) return;
      logger.error('a trigger reads a partition again from its stored position', {
        function: name,
        partition,
        error,
      });
    },
  });
  return {
    async stop() {
      stop.abort();
      await subscription.stop();
      // Each ends within the time-out of a delivery; storing its end is tried once.
      await Promise.all(run.inBackground);
    },
  };
}
