/** `submit` with the log in a real Kafka of one broker: batched produce included, the broker's own CPU told apart. */
import type { Bench } from './figure.ts';
import { compareSubmits } from './submit.ts';
import { withKafka } from './with-kafka.ts';

export const bench: Bench = (options) => withKafka((kafka) => compareSubmits(options, kafka));
