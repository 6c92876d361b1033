/** Topics: settings that Kafka knows, and copies enough that one broker may be away. */
import { type Found, groupOf, membersAt } from '../object.ts';
import { type Fault, fault, type Rule, textOf } from './fault.ts';

/** Any other name would be taken by the API server and refused by the operator, hours later. */
const settings: Readonly<Record<string, RegExp>> = {
  'cleanup.policy': /^(?:delete|compact|compact,delete)$/,
  'compression.type': /^(?:producer|uncompressed|gzip|lz4|snappy|zstd)$/,
  'max.message.bytes': /^\d{1,10}$/,
  'message.timestamp.type': /^(?:CreateTime|LogAppendTime)$/,
  'min.insync.replicas': /^[1-9]\d?$/,
  'retention.bytes': /^(?:-1|\d{1,15})$/,
  'retention.ms': /^(?:-1|\d{1,15})$/,
  'segment.bytes': /^\d{1,10}$/,
  'segment.ms': /^\d{1,15}$/,
};

export const topicRule: Rule = (objects) => topicsAmong(objects).flatMap(topicFaults);

/** By name. */
export function partitionsOf(objects: readonly Found[]): ReadonlyMap<string, number> {
  return new Map(
    topicsAmong(objects).map(({ name, whole }) => [
      name,
      Number(membersAt(whole, 'spec')['partitions']),
    ]),
  );
}

function topicsAmong(objects: readonly Found[]): readonly Found[] {
  return objects.filter(
    (each) => groupOf(each) === 'kafka.strimzi.io' && each.kind === 'KafkaTopic',
  );
}

function topicFaults(object: Found): Fault[] {
  const spec = membersAt(object.whole, 'spec');
  const config = membersAt(spec, 'config');
  const found = Object.entries(config).flatMap(([name, value]) => {
    const allowed = settings[name];
    if (allowed === undefined) return [fault(object, 'topic-setting', `there is no ${name}`)];
    return allowed.test(textOf(value))
      ? []
      : [fault(object, 'topic-setting', `${name} is not ${textOf(value)}`)];
  });
  if (typeof spec['partitions'] !== 'number' || config['retention.ms'] === undefined)
    found.push(fault(object, 'topic-setting', 'partitions and retention.ms are said'));
  if (!(Number(config['min.insync.replicas'] ?? 1) < Number(spec['replicas'] ?? 1)))
    found.push(fault(object, 'topic-copies', 'min.insync.replicas is below replicas'));
  return found;
}
