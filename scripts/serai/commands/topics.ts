/** `serai topics apply`: the topics of Kafka as the product declares them. */
import type { TopicDifference } from '#shared/log/kafka-apply.ts';
import { LogUnavailable } from '#shared/log/log.ts';
import { type Command, command } from '../command.ts';
import { kafkaAt } from '../kafka-at.ts';
import { jsonOption, show, tableOf } from '../lists.ts';
import { Sorry } from '../sorry.ts';
import { topicSpecs } from '../topic-specs.ts';

export const topicsApply: Command = command({
  name: 'topics apply',
  summary: 'Makes the topics of KAFKA_BROKERS as declared, and shows before what differs.',
  options: { ...jsonOption, 'dry-run': { help: 'Show only' } },
  async run({ values }, world) {
    const access = kafkaAt(world.env);
    if (access === undefined) throw new Sorry('KAFKA_BROKERS does not say where Kafka is.');
    // Its client is much to import, and most commands need none.
    const { declaredTopics } = await import('#shared/log/kafka-apply.ts');
    const declared = declaredTopics(access, topicSpecs);
    try {
      const differences = await declared.differences();
      show(world, values.json, differences, (list) =>
        list.length === 0
          ? ['Nothing differs.']
          : tableOf(['TOPIC', 'IS', 'SHALL BE'], list.map(rowOf)),
      );
      const ofOtherSize = differences.filter(({ is }) => is === 'of_other_size');
      if (ofOtherSize.length > 0) {
        const names = ofOtherSize.map(({ topic }) => topic).join(', ');
        throw new Sorry(
          `The number of partitions cannot be changed (${names}): keys would go to other writers. Nothing was done.`,
        );
      }
      if (values['dry-run'] !== true) await declared.apply(differences);
    } catch (error) {
      if (!(error instanceof LogUnavailable)) throw error;
      throw new Sorry(`Kafka does not answer at ${access.brokers.join(', ')}.`, 1, error);
    } finally {
      declared.close();
    }
  },
});

function rowOf(difference: TopicDifference): readonly string[] {
  switch (difference.is) {
    case 'missing':
      return [difference.topic, 'missing', `${difference.partitions} partitions`];
    case 'of_other_size':
      return [difference.topic, `${difference.from} partitions`, `${difference.to} partitions`];
    case 'set_otherwise': {
      const { topic, setting, from, to } = difference;
      return [topic, `${setting} ${from ?? 'unset'}`, to];
    }
  }
}
