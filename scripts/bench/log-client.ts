/**
 * What a record of 1 kB costs the client of Kafka at the batch sizes of a busy house, acks=all: a command, one of
 * 256 that wait at a door, and an event, one of a relay's batch; beside it what the two libraries take by
 * themselves for the same batches, in rounds that take turns. Only this process counts.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Producer } from '@platformatic/kafka';
import { Kafka, logLevel } from 'kafkajs';
import { gatheredAppend } from '#shared/log/gather.ts';
import { kafkaEventLog } from '#shared/log/kafka.ts';
import type { EventLog, LogRecord } from '#shared/log/log.ts';
import type { KafkaEngine } from '../engines/kafka.ts';
import { ownCpuUs } from './cpu.ts';
import { eventsPerTransaction } from './facts.ts';
import { type Bench, type BenchOptions, type Figure, median, rounded, spread } from './figure.ts';
import { withKafka } from './with-kafka.ts';

const goalUs = 6;
const partitions = 8;
const allReplicas = -1;
/** As many requests wait at a door that is busy. */
const callers = 256;
/** As many facts as a writer commits at once, and a relay sends. */
const batchSize = eventsPerTransaction;

type Send = (batch: readonly LogRecord[], partition: number) => Promise<unknown>;

/** About 1 kB, as a command travels: a third of it headers. */
const records: readonly LogRecord[] = Array.from({ length: 1_024 }, (_, sequence) => {
  const id = `01990000-0000-7000-8000-${String(sequence).padStart(12, '0')}`;
  return {
    key: id,
    headers: {
      'content-type': 'application/json',
      traceparent: `00-4bf92f3577b34da6a3ce929d0e0e4736-${String(sequence).padStart(16, '0')}-01`,
      replyto: 'process.bench-1-00000000.replies.reservations',
      ce_id: id,
      ce_source: '/reservations',
      ce_type: 'reservation.confirmed.v1',
    },
    value: Buffer.alloc(700, `{"sequence":${sequence}}`),
  };
});

function recordAt(at: number): LogRecord {
  const record = records[at % records.length];
  assert(record !== undefined);
  return record;
}

interface Client {
  readonly send: Send;
  close(): Promise<unknown>;
}

async function plainKafkajs(brokers: string, topic: string): Promise<Client> {
  const partitionOf = ({ message }: { readonly message: { readonly partition?: number } }) =>
    message.partition ?? 0;
  const producer = new Kafka({
    clientId: 'bench',
    brokers: [brokers],
    logLevel: logLevel.NOTHING,
  }).producer({
    allowAutoTopicCreation: false,
    idempotent: false,
    createPartitioner: () => partitionOf,
  });
  await producer.connect();
  return {
    send: (batch, partition) =>
      producer.send({
        topic,
        acks: allReplicas,
        messages: batch.map((each) => ({ ...each, partition })),
      }),
    close: () => producer.disconnect(),
  };
}

function plainPlatformatic(brokers: string, topic: string): Client {
  const producer = new Producer({
    clientId: 'bench',
    bootstrapBrokers: [brokers],
    acks: allReplicas,
    retries: true,
    retryDelay: 250,
  });
  return {
    send: (batch, partition) =>
      producer.send({
        messages: batch.map(({ key, headers, value }) => ({
          ...{ topic, partition, value, key: Buffer.from(key) },
          headers: new Map(
            Object.entries(headers).map(([name, text]) => [Buffer.from(name), Buffer.from(text)]),
          ),
        })),
      }),
    close: () => producer.close(),
  };
}

async function oneByOne(send: Send, count: number): Promise<void> {
  const each = Math.ceil(count / callers);
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let n = 0; n < each; n += 1)
        await send([recordAt(caller * each + n)], caller % partitions);
    }),
  );
}

async function inBatches(send: Send, count: number): Promise<void> {
  const batch = records.slice(0, batchSize);
  for (let sent = 0, n = 0; sent < count; sent += batchSize, n += 1)
    await send(batch, n % partitions);
}

const lengthOf = async (log: EventLog, topic: string): Promise<number> =>
  (await log.partitions(topic)).reduce((sum, { nextOffset }) => sum + nextOffset, 0);

export const bench: Bench = (options) => withKafka((kafka) => compareClients(kafka, options));

async function compareClients(kafka: KafkaEngine, options: BenchOptions): Promise<Figure> {
  const { quick, note } = options;
  const [count, rounds] = quick ? [callers * 8, 1] : [callers * 200, 5];
  const topic = `bench-${randomUUID()}`;
  const log = kafkaEventLog({
    access: { brokers: [kafka.brokers], clientId: 'bench' },
    report(problem, error) {
      throw new Error(problem, { cause: error });
    },
  });
  await log.ensureTopic({ name: topic, partitions, retentionMs: null });
  const gathered = gatheredAppend(log);
  const kafkajs = await plainKafkajs(kafka.brokers, topic);
  const platformatic = plainPlatformatic(kafka.brokers, topic);
  const cases = {
    command: () =>
      oneByOne(async (batch, partition) => {
        assert.equal(await gathered({ topic, partition }, batch), 'appended');
      }, count),
    event: () =>
      inBatches(async (batch, partition) => {
        assert.equal(await log.append({ topic, partition }, batch), 'appended');
      }, count),
    kafkajs: () => inBatches(kafkajs.send, count),
    platformatic: () => inBatches(platformatic.send, count),
  };
  try {
    const found = new Map<string, number[]>(Object.keys(cases).map((name) => [name, []]));
    // The first two rounds warm all of them up.
    for (let round = -2; round < rounds; round += 1) {
      for (const [name, work] of Object.entries(cases)) {
        const before = [ownCpuUs(), await lengthOf(log, topic)] as const;
        await work();
        const us = (ownCpuUs() - before[0]) / count;
        assert.equal((await lengthOf(log, topic)) - before[1], count, 'every record, once');
        if (round < 0) continue;
        note(`${name} ${us.toFixed(1)} µs`);
        found.get(name)?.push(us);
      }
    }
    const us = (name: keyof typeof cases): number => rounded(median(found.get(name) ?? []));
    const ours = Math.max(us('command'), us('event'));
    return {
      ...{ ours, baseline: us('kafkajs'), ratio: rounded(ours / us('kafkajs')) },
      unit: 'CPU µs of the client per record; beside it kafkajs in batches',
      goal: `≤ ${goalUs} µs; ≤ 3 µs with frames, of which there are none`,
      met: ours <= goalUs,
      details: {
        ...{ count, callers, batchSize, commandUs: us('command'), eventUs: us('event') },
        ...{ kafkajsUs: us('kafkajs'), platformaticUs: us('platformatic') },
        spread: Object.fromEntries(
          [...found].map(([name, values]) => [name, rounded(spread(values), 2)]),
        ),
      },
    };
  } finally {
    await Promise.all([log.close(), kafkajs.close(), platformatic.close()]);
  }
}
