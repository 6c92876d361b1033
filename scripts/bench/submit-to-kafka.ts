/** `submit` with the log in a real Kafka of one broker: batched produce included, the broker's own CPU told apart. */
import { kafkaEngine } from '../engines/kafka.ts';
import type { BenchOptions, Figure } from './figure.ts';
import { compareSubmits } from './submit.ts';

export async function bench(options: BenchOptions): Promise<Figure> {
  const kafka = await kafkaEngine({ measured: true });
  try {
    return await compareSubmits(options, kafka);
  } finally {
    await kafka.close();
  }
}
