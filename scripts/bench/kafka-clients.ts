/**
 * What a record costs the client of Kafka, in CPU µs of this process: our log beside the two
 * libraries by themselves, in rounds that take turns so that the machine is the same to all.
 * `node scripts/bench/kafka-clients.ts [records per case and round]`; starts a Kafka of its own.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Producer } from '@platformatic/kafka';
import { Kafka, logLevel } from 'kafkajs';
import { gatheredAppend } from '#shared/log/gather.ts';
import { kafkaEventLog } from '#shared/log/kafka.ts';
import type { LogRecord } from '#shared/log/log.ts';
import { kafkaEngine } from '../engines/kafka.ts';
import { median } from './figure.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const recordsPerRound = Number(positionals[0] ?? 20_000);
const rounds = 3;
const partitions = 8;
const allReplicas = -1;
/** As many requests wait at a door that is busy. */
const callers = 256;

const kafka = await kafkaEngine({ measured: true });
const topic = `bench-${randomUUID()}`;
const ours = kafkaEventLog({
  access: { brokers: [kafka.brokers], clientId: 'bench' },
  report(problem, error) {
    throw new Error(problem, { cause: error });
  },
});
await ours.ensureTopic({ name: topic, partitions, retentionMs: null });
const gathered = gatheredAppend(ours);
const kafkajs = new Kafka({
  clientId: 'bench',
  brokers: [kafka.brokers],
  logLevel: logLevel.NOTHING,
}).producer({ allowAutoTopicCreation: false, idempotent: false, createPartitioner: () => given });
await kafkajs.connect();
const platformatic = new Producer({
  clientId: 'bench',
  bootstrapBrokers: [kafka.brokers],
  acks: allReplicas,
  retries: true,
  retryDelay: 250,
});

function given({ message }: { readonly message: { readonly partition?: number } }): number {
  return message.partition ?? 0;
}

/** About 1 kB, as a command travels: a third of it headers. */
const records: readonly LogRecord[] = Array.from({ length: 1_000 }, (_, sequence) => {
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

type Send = (batch: readonly LogRecord[], partition: number) => Promise<unknown>;

const clients: Readonly<Record<string, Send>> = {
  'our log': async (batch, partition) =>
    assert.equal(await ours.append({ topic, partition }, batch), 'appended'),
  kafkajs: (batch, partition) =>
    kafkajs.send({
      topic,
      acks: allReplicas,
      messages: batch.map((each) => ({ ...each, partition })),
    }),
  '@platformatic/kafka': (batch, partition) =>
    platformatic.send({
      messages: batch.map(({ key, headers, value }) => ({
        ...{ topic, partition, value, key: Buffer.from(key) },
        headers: new Map(
          Object.entries(headers).map(([name, text]) => [Buffer.from(name), Buffer.from(text)]),
        ),
      })),
    }),
};

async function batches(send: Send, size: number): Promise<void> {
  const batch = records.slice(0, size);
  for (let sent = 0, n = 0; sent < recordsPerRound; sent += size, n += 1) {
    await send(batch, n % partitions);
  }
}

async function oneByOne(send: Send): Promise<void> {
  const each = Math.ceil(recordsPerRound / callers);
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let n = 0; n < each; n += 1) {
        const record = records[(caller * each + n) % records.length];
        if (record !== undefined) await send([record], caller % partitions);
      }
    }),
  );
}

const cases: Record<string, () => Promise<void>> = {
  'our log, 256 callers of 1, gathered': () =>
    oneByOne((batch, partition) => gathered({ topic, partition }, batch)),
};
for (const size of [100, 1000]) {
  for (const [name, send] of Object.entries(clients)) {
    cases[`${name}, batches of ${size}`] = () => batches(send, size);
  }
}

async function cpuUsOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / recordsPerRound;
}

try {
  const measured = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, work] of Object.entries(cases)) {
      const us = await cpuUsOf(work);
      // The first round warms all of them up.
      if (round > 0) measured.set(name, [...(measured.get(name) ?? []), us]);
    }
  }
  const stored = (await ours.partitions(topic)).reduce(
    (sum, { nextOffset }) => sum + nextOffset,
    0,
  );
  assert.ok(stored >= recordsPerRound * (rounds + 1) * Object.keys(cases).length);
  for (const [name, values] of measured) {
    process.stdout.write(`${name.padEnd(40)}${median(values).toFixed(1).padStart(7)} µs\n`);
  }
} finally {
  await Promise.all([ours.close(), kafkajs.disconnect(), platformatic.close()]);
  await kafka.close();
}
