/** `booking` with the log in a real Kafka of one broker, which is started for it and counts as ours. */
import { kafkaEngine } from '../engines/kafka.ts';
import { compareBookings } from './booking.ts';
import type { BenchOptions, Figure } from './figure.ts';

export async function bench(options: BenchOptions): Promise<Figure> {
  const kafka = await kafkaEngine({ measured: true });
  try {
    return await compareBookings(options, kafka);
  } finally {
    await kafka.close();
  }
}
