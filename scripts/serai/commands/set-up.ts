/** `serai set-up`: what has to be there before functions start, as often as one likes. */
import { databaseAddress } from '#shared/database/address.ts';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { fieldsOf, url } from '#shared/process/fields.ts';
import { type Command, command, type World } from '../command.ts';
import { kafkaAt } from '../kafka-at.ts';
import { topicsApply } from './topics.ts';

export const setUp: Command = command({
  name: 'set-up',
  summary: 'Brings the database of DATABASE_URL, and the topics of KAFKA_BROKERS, to this version.',
  options: {},
  async run(_, world) {
    // A wrong setting of Kafka is told before the database is touched.
    const hasKafka = kafkaAt(world.env) !== undefined;
    // Much to import, and most commands need none.
    const { setUpDatabase } = await import('../set-up-database.ts');
    const applied = await setUpDatabase({
      url: ownerUrlOf(world),
      nowMs: Date.now(),
      report: (problem) => world.err(`${problem}\n`),
    });
    world.out(
      applied.length === 0
        ? 'The database is up to date.'
        : `The database was brought up to date: ${applied.length} migrations.`,
    );
    if (hasKafka) await topicsApply.run([], world);
  },
});

function ownerUrlOf({ env }: World): string {
  const { field, optional, faults } = fieldsOf(env);
  const pooled = field('DATABASE_URL', url);
  const direct = optional('DATABASE_DIRECT_URL', url);
  if (faults.length > 0)
    throw new SetupProblem(`The environment is not complete: ${faults.join('; ')}.`);
  return databaseAddress(pooled(), direct()).directUrl;
}
