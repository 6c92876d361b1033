/** `booking` with the log in a real Kafka of one broker, which is started for it and counts as ours. */
import { compareBookings } from './booking.ts';
import type { Bench } from './figure.ts';
import { withKafka } from './with-kafka.ts';

export const bench: Bench = (options) => withKafka((kafka) => compareBookings(options, kafka));
