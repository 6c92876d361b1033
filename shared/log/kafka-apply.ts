/** Topics of Kafka as declared: what differs is shown first, and what no topic can change is refused. */
import {
  ConfigResourceTypes,
  describeConfigsV4,
  IncrementalAlterConfigOperationTypes,
  incrementalAlterConfigsV1,
} from '@platformatic/kafka';
import type { KafkaAccess } from './kafka-access.ts';
import { kafkaCluster } from './kafka-cluster.ts';
import { kafkaTopics } from './kafka-topics.ts';
import { type TopicSpec, TopicUnknown } from './log.ts';
import { topicSettings } from './topic-settings.ts';

export type TopicDifference =
  | { readonly topic: string; readonly is: 'missing'; readonly partitions: number }
  | {
      readonly topic: string;
      readonly is: 'set_otherwise';
      readonly setting: string;
      readonly from: string | null;
      readonly to: string;
    }
  /** Keys would go to other writers: no change of it is made. */
  | {
      readonly topic: string;
      readonly is: 'of_other_size';
      readonly from: number;
      readonly to: number;
    };

export interface DeclaredTopics {
  differences(): Promise<readonly TopicDifference[]>;
  /** Makes what is missing and sets what is set otherwise; leaves the size of a topic alone. */
  apply(differences: readonly TopicDifference[]): Promise<void>;
  close(): void;
}

export function declaredTopics(access: KafkaAccess, specs: readonly TopicSpec[]): DeclaredTopics {
  const cluster = kafkaCluster(access);
  const topics = kafkaTopics(cluster, []);

  async function standing(name: string): Promise<number | undefined> {
    try {
      return (await cluster.freshTopic(name)).leaders.length;
    } catch (error) {
      if (error instanceof TopicUnknown) return undefined;
      throw error;
    }
  }

  async function settingsOf(name: string): Promise<ReadonlyMap<string, string | null>> {
    const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: name };
    const answer = await cluster.ask((open) => describeConfigsV4.api.async(open, [resource]));
    return new Map(
      answer.results.flatMap(({ configs }) =>
        configs.map((each) => [each.name, each.value ?? null]),
      ),
    );
  }

  async function differencesOf(spec: TopicSpec): Promise<TopicDifference[]> {
    const { name: topic, partitions } = spec;
    const found = await standing(topic);
    if (found === undefined) return [{ topic, is: 'missing', partitions }];
    const set = await settingsOf(topic);
    const otherwise = Object.entries(topicSettings(spec))
      .map(([setting, to]) => ({ setting, from: set.get(setting) ?? null, to: String(to) }))
      .filter(({ from, to }) => from !== to)
      .map((each) => ({ topic, is: 'set_otherwise' as const, ...each }));
    return found === partitions
      ? otherwise
      : [{ topic, is: 'of_other_size', from: found, to: partitions }, ...otherwise];
  }

  async function set(name: string, settings: readonly (readonly [string, string])[]) {
    const configs = settings.map(([setting, value]) => ({
      name: setting,
      configOperation: IncrementalAlterConfigOperationTypes.SET,
      value,
    }));
    const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: name, configs };
    await cluster.ask((open) => incrementalAlterConfigsV1.api.async(open, [resource], false));
  }

  return {
    differences: async () => (await Promise.all(specs.map(differencesOf))).flat(),
    async apply(differences) {
      for (const spec of specs) {
        const own = differences.filter(({ topic }) => topic === spec.name);
        if (own.some(({ is }) => is === 'missing')) await topics.ensure(spec);
        const settings = own.flatMap((each) =>
          each.is === 'set_otherwise' ? [[each.setting, each.to] as const] : [],
        );
        if (settings.length > 0) await set(spec.name, settings);
      }
    },
    close: () => cluster.close(),
  };
}
