/**
 * How busy a process is and how far behind its workers are, read when somebody asks: no batch and
 * no request pays for it. What cannot be read in time is left out, and that is told.
 */
import { lagReadings } from '#shared/consume/lag.ts';
import { outboxReadings } from '#shared/consume/outbox-age.ts';
import type { Declaration } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import type { Broker } from '#shared/push/broker.ts';
import type { Reading } from '#shared/telemetry/readings.ts';
import { within } from './deadline.ts';

export type Readings = () => Promise<readonly Reading[]>;

/** Below the 10 s that Prometheus gives a whole answer. */
const readMsMax = 5_000;

/** One function's process is called after it. */
export function processName(declarations: readonly Declaration[]): string {
  const [only, ...others] = declarations;
  return only !== undefined && others.length === 0 ? only.name : 'house';
}

type ReadingEngines = Pick<Engines, 'database' | 'log' | 'logger' | 'relayDatabase'>;

/** Who asks while it is read has the same answer: however many ask, the engines are asked once. */
export function readingsOf(
  declarations: readonly Declaration[],
  engines: ReadingEngines & Pick<Engines, 'shards'>,
  brokers: readonly Broker[],
  msMax: number = readMsMax,
): Readings {
  const name = processName(declarations);
  const { shards } = engines;
  const workers = (shards?.all ?? [engines]).flatMap((at, shard) =>
    declarations.flatMap((each) => {
      const read = workerReadings(each, at, brokers);
      // Partitions of several databases have the same numbers.
      const where = shards === undefined ? {} : { shard: String(shard) };
      return read === undefined ? [] : [{ labels: { function: each.name, ...where }, read }];
    }),
  );
  let running: Promise<readonly Reading[]> | undefined;

  async function read(): Promise<readonly Reading[]> {
    const all = workers.map((each) => readPatiently(each.labels, each.read, engines, msMax));
    return [...busyReadings(name), ...(await Promise.all(all)).flat()];
  }

  return () => {
    running ??= read().finally(() => {
      running = undefined;
    });
    return running;
  };
}

async function readPatiently(
  labels: Reading['labels'],
  read: Readings,
  { logger }: ReadingEngines,
  msMax: number,
): Promise<readonly Reading[]> {
  const told = (value: 0 | 1): Reading => ({
    ...{ name: 'serai_readable', labels, value },
  });
  try {
    const found = await within(msMax, read());
    return [...found.map((each) => ({ ...each, labels: { ...each.labels, ...labels } })), told(1)];
  } catch (error) {
    logger.warn('how far behind a worker is could not be read', { ...labels, error });
    return [told(0)];
  }
}

/** Of what waits for nobody there is nothing to read. */
function workerReadings(
  declaration: Declaration,
  engines: ReadingEngines,
  brokers: readonly Broker[],
): Readings | undefined {
  const { name, context } = declaration;
  const lag = (topic: string, schema: string): Readings => {
    return () => lagReadings(name, topic, engines.log, engines.database(schema));
  };
  switch (declaration.kind) {
    case 'consumer':
      return lag(declaration.topic, context);
    case 'relay':
      return () => outboxReadings(name, engines.relayDatabase(context));
    case 'subscriber': {
      // Who is pushed to by others stands nowhere itself.
      const read = brokers.find((each) => each.name === declaration.broker);
      return read === undefined ? undefined : lag(read.topic, 'push');
    }
    case 'http':
    case 'schedule':
      return undefined;
  }
}

function busyReadings(name: string): readonly Reading[] {
  const labels = { function: name };
  const { user, system } = process.cpuUsage();
  const { active } = performance.eventLoopUtilization();
  return [
    { name: 'process_cpu_seconds_total', labels, value: (user + system) / 1_000_000 },
    { name: 'serai_event_loop_busy_seconds_total', labels, value: active / 1_000 },
    { name: 'process_resident_memory_bytes', labels, value: process.memoryUsage.rss() },
  ];
}
