/** The Kafka that an environment names, for commands that run on this machine. */
import { SetupProblem } from '#shared/database/setup-problem.ts';
import type { KafkaAccess } from '#shared/log/kafka-access.ts';
import { kafkaSettings } from '#shared/process/kafka-settings.ts';

export function kafkaAt(
  environment: Readonly<Record<string, string | undefined>>,
): KafkaAccess | undefined {
  const found = kafkaSettings(environment, 'serai');
  if ('access' in found) return found.access;
  throw new SetupProblem(`The environment is not right: ${found.faults.join('; ')}.`);
}
