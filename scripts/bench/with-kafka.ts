/** A real Kafka of one broker, compiled well, for as long as a benchmark runs. */
import { type KafkaEngine, kafkaEngine } from '../engines/kafka.ts';

export async function withKafka<T>(work: (kafka: KafkaEngine) => Promise<T>): Promise<T> {
  const kafka = await kafkaEngine({ measured: true });
  try {
    return await work(kafka);
  } finally {
    await kafka.close();
  }
}
