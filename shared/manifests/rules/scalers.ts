/** Scalers: one per Deployment, none on what Knative scales, and lag read as the consumers read. */
import { at, type Found, isJson, itemsAt, type Json, membersAt } from '../object.ts';
import { type Fault, fault, ofKind, type Rule, textOf } from './fault.ts';
import { partitionsOf } from './topics.ts';

const needed = [
  ...['bootstrapServers', 'consumerGroup', 'topic', 'lagThreshold', 'activationLagThreshold'],
  ...['offsetResetPolicy', 'limitToPartitionsWithLag', 'excludePersistentLag', 'version'],
];
const allowed = [
  ...needed,
  ...['allowIdleConsumers', 'ensureEvenDistributionOfPartitions', 'partitionLimitation'],
  ...['scaleToZeroOnInvalidOffset', 'sasl', 'tls', 'saslTokenProvider', 'unsafeSsl'],
];
/** A member that leaves takes its partitions' readers with it. */
const stabilizationSecondsMin = 300;

export const scalerRule: Rule = (objects) => {
  const partitions = partitionsOf(objects);
  return [
    ...ofKind(objects, 'ScaledObject').flatMap((each) => scaledFaults(each, objects, partitions)),
    ...twice(objects),
    ...ofKind(objects, 'Trigger').flatMap((each) => triggerFaults(each, objects, partitions)),
  ];
};

type Partitions = ReadonlyMap<string, number>;

function scaledFaults(object: Found, objects: readonly Found[], partitions: Partitions): Fault[] {
  const spec = membersAt(object.whole, 'spec');
  const triggers = itemsAt(spec, 'triggers').filter(isJson);
  return [
    ...targetFaults(object, membersAt(spec, 'scaleTargetRef'), objects),
    ...boundFaults(object, spec),
    ...triggers
      .filter(({ type }) => type === 'kafka')
      .flatMap((trigger) => {
        const metadata = membersAt(trigger, 'metadata');
        return [
          ...kafkaFaults(object, metadata),
          ...partitionFaults(object, textOf(metadata['topic']), spec, partitions),
        ];
      }),
  ];
}

function targetFaults(object: Found, target: Json, objects: readonly Found[]): Fault[] {
  const { apiVersion = 'apps/v1', kind = 'Deployment', name } = target;
  const group = textOf(apiVersion).split('/')[0];
  // A revision's Deployment is named after it: `name-00001-deployment`.
  if (group === 'serving.knative.dev' || /-\d{5}-deployment$/.test(textOf(name)))
    return [fault(object, 'scales-knative', 'Knative scales its revisions itself')];
  const scaled = objects.find((each) => each.kind === kind && each.name === name);
  if (scaled === undefined)
    return [fault(object, 'scaler-target', `there is no ${textOf(kind)} ${textOf(name)}`)];
  return at(scaled.whole, 'spec', 'replicas') === undefined
    ? []
    : [fault(scaled, 'scaler-target', 'replicas would undo what its scaler decided')];
}

function boundFaults(object: Found, spec: Json): Fault[] {
  const { minReplicaCount = 0, maxReplicaCount = 100 } = spec;
  const steady = at(
    spec,
    ...['advanced', 'horizontalPodAutoscalerConfig', 'behavior', 'scaleDown'],
    'stabilizationWindowSeconds',
  );
  const found: Fault[] = [];
  if (Number(minReplicaCount) > Number(maxReplicaCount))
    found.push(fault(object, 'replica-range', 'minReplicaCount is above maxReplicaCount'));
  if (typeof steady !== 'number' || steady < stabilizationSecondsMin)
    found.push(
      fault(object, 'scale-down', `a scale-down is stable for ${stabilizationSecondsMin} s`),
    );
  if (at(spec, 'fallback', 'behavior') !== 'currentReplicasIfHigher')
    found.push(fault(object, 'fallback', 'fallback.behavior is currentReplicasIfHigher'));
  return found;
}

function kafkaFaults(object: Found, metadata: Json): Fault[] {
  const lag = Number(metadata['lagThreshold']);
  const activation = Number(metadata['activationLagThreshold']);
  return [
    ...needed
      .filter((name) => textOf(metadata[name]) === '')
      .map((name) => fault(object, 'kafka-trigger', `${name} is missing`)),
    ...Object.keys(metadata)
      .filter((name) => !allowed.includes(name))
      .map((name) => fault(object, 'kafka-trigger', `there is no ${name}`)),
    ...Object.entries(metadata)
      .filter(([, value]) => typeof value !== 'string')
      .map(([name]) => fault(object, 'kafka-trigger', `${name} is a text`)),
    ...(lag <= 0 || activation < 0 || !Number.isInteger(lag) || !Number.isInteger(activation)
      ? [fault(object, 'kafka-trigger', 'thresholds are whole numbers, lagThreshold above 0')]
      : []),
    ...(metadata['offsetResetPolicy'] === 'earliest'
      ? []
      : [fault(object, 'offset-reset', 'offsetResetPolicy is earliest, as the consumers read')]),
  ];
}

function partitionFaults(
  object: Found,
  topic: string,
  spec: Json,
  partitions: Partitions,
): Fault[] {
  const count = partitions.get(topic);
  if (count === undefined)
    return topic === '' ? [] : [fault(object, 'partitions', `there is no KafkaTopic ${topic}`)];
  return Number(spec['maxReplicaCount'] ?? 100) > count
    ? [fault(object, 'partitions', `${topic} has ${count} partitions, fewer than replicas`)]
    : [];
}

/** The dispatcher's consumers of a Trigger share its broker's topic. */
function triggerFaults(object: Found, objects: readonly Found[], partitions: Partitions): Fault[] {
  const annotations = membersAt(object.whole, 'metadata', 'annotations');
  const max = Number(annotations['autoscaling.eventing.knative.dev/max-scale'] ?? 0);
  const name = at(object.whole, 'spec', 'broker');
  const broker = ofKind(objects, 'Broker').find((each) => each.name === name);
  const read = membersAt(broker?.whole, 'metadata', 'annotations');
  const topic = textOf(read['kafka.eventing.knative.dev/external.topic']);
  const count = partitions.get(topic);
  return count !== undefined && max > count
    ? [fault(object, 'partitions', `${topic} has ${count} partitions, fewer than max-scale`)]
    : [];
}

function twice(objects: readonly Found[]): Fault[] {
  const scalers = [
    ...ofKind(objects, 'ScaledObject'),
    ...ofKind(objects, 'HorizontalPodAutoscaler'),
  ];
  const seen = new Set<string>();
  return scalers.flatMap((object) => {
    const { kind = 'Deployment', name } = membersAt(object.whole, 'spec', 'scaleTargetRef');
    const target = `${textOf(kind)} ${textOf(name)}`;
    if (seen.has(target)) return [fault(object, 'two-scalers', `${target} has a scaler`)];
    seen.add(target);
    return [];
  });
}
