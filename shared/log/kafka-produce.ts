/** One produce request: batches of several partitions to their leader, and what became of each. */
import { type Broker, createAPI, produceV11, ResponseError, Writer } from '@platformatic/kafka';
import { systemClock } from '#shared/system.ts';
import { BatchWriter } from './kafka-batch.ts';
import type { KafkaCluster } from './kafka-cluster.ts';
import { KafkaSilent, KafkaUnreachable, type Link, reasonOf } from './kafka-connection.ts';
import type { LogRecord, TopicPartition } from './log.ts';

/** The broker's reason; `silent` when it gave none; `unreachable` when nothing was sent. */
export type Outcome = 'appended' | 'silent' | 'unreachable' | { readonly reason: string };

/** Records by topic and partition. */
export type Batches = ReadonlyMap<string, ReadonlyMap<number, readonly LogRecord[]>>;

export type OutcomeOf = (to: TopicPartition) => Outcome;

/** All replicas have it in milliseconds; the broker gives up before we do, and we before our callers. */
const brokerMsMax = 3_000;
const answerMsMax = 4_000;
const allReplicas = -1;

/** Batches are encoded by us, so the request is too; the answer is read by the library. */
const produce = createAPI<[batches: Batches, batchWriter: BatchWriter], produceV11.ProduceResponse>(
  0,
  11,
  (batches, batchWriter) => {
    const nowMs = systemClock.nowMs();
    return Writer.create()
      .appendString(null)
      .appendInt16(allReplicas)
      .appendInt32(brokerMsMax)
      .appendArray([...batches], (topicWriter, [topic, partitions]) =>
        topicWriter.appendString(topic).appendArray([...partitions], (writer, [index, records]) => {
          const bytes = batchWriter.write(records, nowMs);
          writer
            .appendInt32(index)
            .appendUnsignedVarInt(bytes.length + 1)
            .append(bytes);
        }),
      )
      .appendTaggedFields();
  },
  produceV11.parseResponse,
);

/** For one request at a time, whose memory the next one uses again. */
export function producer(
  cluster: KafkaCluster,
  broker: Broker,
): (batches: Batches) => Promise<OutcomeOf> {
  const batchWriter = new BatchWriter();
  return (batches) => {
    batchWriter.reuse();
    return produceTo(cluster.link(broker, 'produce', answerMsMax), batches, batchWriter);
  };
}

async function produceTo(
  connection: Link,
  batches: Batches,
  batchWriter: BatchWriter,
): Promise<OutcomeOf> {
  try {
    return outcomes(await connection.request((open) => produce.async(open, batches, batchWriter)));
  } catch (error) {
    if (error instanceof KafkaUnreachable) return () => 'unreachable';
    if (error instanceof KafkaSilent) return () => 'silent';
    if (!(error instanceof ResponseError)) throw error;
    // Some partition was refused: the answer still says of each.
    const answer: produceV11.ProduceResponse = error['response'];
    return outcomes(answer);
  }
}

function outcomes({ responses }: produceV11.ProduceResponse): OutcomeOf {
  return ({ topic, partition }) => {
    const found = responses
      .find(({ name }) => name === topic)
      ?.partitionResponses.find(({ index }) => index === partition);
    // It was sent, and its fate is not in the answer.
    if (found === undefined) return 'silent';
    return found.errorCode === 0 ? 'appended' : { reason: reasonOf(found.errorCode) };
  };
}
