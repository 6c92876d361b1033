/** The event log of one process: Kafka when there is one, the database otherwise. */
import { gatheredAppend } from '#shared/log/gather.ts';
import type { KafkaAccess } from '#shared/log/kafka-access.ts';
import type { EventLog, TopicSpec } from '#shared/log/log.ts';
import { type PostgresEventLogOptions, postgresEventLog } from '#shared/log/postgres.ts';
import type { Logger } from '#shared/telemetry/logger.ts';

export interface LogSettings {
  readonly databaseUrl: string;
  /** Names the process in traces and logs. */
  readonly service: string;
  readonly logger: Logger;
  /** Nothing: the log is in the database. */
  readonly kafka?: KafkaAccess | undefined;
  /** As the product declares them: a topic that stands otherwise is refused. */
  readonly topics?: readonly TopicSpec[];
  readonly leases?: Pick<PostgresEventLogOptions, 'leaseMs' | 'renewMs' | 'commitMs'> | undefined;
}

export interface ProcessLog extends EventLog {
  /** Lets go of records past their topic's retention, where nobody else does; resolves with how many batches. */
  prune(): Promise<number>;
}

export function openLog(settings: LogSettings): ProcessLog {
  const log =
    settings.kafka === undefined ? onPostgres(settings) : onKafka(settings, settings.kafka);
  return { ...log, append: gatheredAppend(log) };
}

function onPostgres({ databaseUrl, service, logger, leases }: LogSettings): ProcessLog {
  return postgresEventLog({
    url: databaseUrl,
    applicationName: `${service} log`,
    report: (problem, error) => logger.warn(problem, { error }),
    ...leases,
  });
}

/** Its client is large, and a function that starts from zero may never need it: it is loaded when it is used. */
function onKafka(settings: LogSettings, access: KafkaAccess): ProcessLog {
  let opened: Promise<EventLog> | undefined;
  const log = (): Promise<EventLog> => {
    opened ??= load(settings, access);
    return opened;
  };
  return {
    ensureTopic: async (spec) => (await log()).ensureTopic(spec),
    append: async (to, records) => (await log()).append(to, records),
    partitions: async (topic) => (await log()).partitions(topic),
    read: async (from, offset, recordsMax) => (await log()).read(from, offset, recordsMax),
    subscribe: async (options) => (await log()).subscribe(options),
    close: async () => (await opened)?.close(),
    // Kafka does it by itself.
    prune: async () => 0,
  };
}

async function load(settings: LogSettings, access: KafkaAccess): Promise<EventLog> {
  const { kafkaEventLog } = await import('#shared/log/kafka.ts');
  const { logger, topics = [], leases } = settings;
  return kafkaEventLog({
    access,
    declared: topics,
    report: (problem, error) => logger.warn(problem, { error }),
    ...leases,
  });
}
