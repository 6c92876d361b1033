/** Annotations of Knative and its Kafka Broker: names, values and where they have to stand. */
import { at, type Found, groupOf, isKnativeService, membersAt } from '../object.ts';
import { type Fault, fault, type Rule, textOf } from './fault.ts';

type Level = 'revision' | 'service' | 'trigger' | 'broker';

interface Known {
  readonly levels: readonly Level[];
  readonly allows: (value: string) => boolean;
  readonly says: string;
}

/** What two keys stand for together, above the single values. */
const windowSecondsMin = 6;
const windowSecondsMax = 3600;

const oneOf = (...values: readonly string[]): Pick<Known, 'allows' | 'says'> => ({
  allows: (value) => values.includes(value),
  says: values.join(' or '),
});
const whole = (min: number, max = 2 ** 31 - 1): Pick<Known, 'allows' | 'says'> => ({
  allows: (value) => /^\d{1,10}$/.test(value) && Number(value) >= min && Number(value) <= max,
  says: `a whole number from ${min} to ${max}`,
});
const number = (min: number, max: number): Pick<Known, 'allows' | 'says'> => ({
  allows: (value) => /^\d+(\.\d+)?$/.test(value) && Number(value) >= min && Number(value) <= max,
  says: `a number from ${min} to ${max}`,
});
const duration = (min: number, max: number): Pick<Known, 'allows' | 'says'> => ({
  allows: (value) => inSeconds(value) >= min && inSeconds(value) <= max,
  says: `a duration of whole seconds from ${min}s to ${max}s`,
});

/** `1h5m` → 3900; not a number when it is no duration of whole seconds. */
function inSeconds(value: string): number {
  const found = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(value);
  if (found === null || value === '') return Number.NaN;
  const [, hours = '0', minutes = '0', seconds = '0'] = found;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

const revision = { levels: ['revision'] } as const;
const service = { levels: ['service'] } as const;
const trigger = { levels: ['trigger'] } as const;

/** A prefix that is listed here has no other names than these. */
const known: Readonly<Record<string, Readonly<Record<string, Known>>>> = {
  'autoscaling.knative.dev': {
    class: { ...revision, ...oneOf('kpa.autoscaling.knative.dev', 'hpa.autoscaling.knative.dev') },
    metric: { ...revision, ...oneOf('concurrency', 'rps', 'cpu', 'memory') },
    target: { ...revision, ...number(0.01, 1_000_000) },
    'target-utilization-percentage': { ...revision, ...number(1, 100) },
    'target-burst-capacity': {
      ...revision,
      allows: (value) => value === '-1' || number(0, 1_000_000).allows(value),
      says: '-1 or a number from 0',
    },
    'min-scale': { ...revision, ...whole(0) },
    'max-scale': { ...revision, ...whole(0) },
    'initial-scale': { ...revision, ...whole(0) },
    'activation-scale': { ...revision, ...whole(2) },
    'scale-down-delay': { ...revision, ...duration(0, windowSecondsMax) },
    'scale-to-zero-pod-retention-period': { ...revision, ...duration(0, windowSecondsMax) },
    window: { ...revision, ...duration(windowSecondsMin, windowSecondsMax) },
    'panic-window-percentage': { ...revision, ...number(1, 100) },
    'panic-threshold-percentage': { ...revision, ...number(110, 1000) },
  },
  'networking.knative.dev': {
    'ingress-class': { ...service, allows: (value) => value !== '', says: 'a class' },
    'certificate-class': { ...service, allows: (value) => value !== '', says: 'a class' },
    'disable-external-domain-tls': { ...service, ...oneOf('true', 'false') },
    'http-protocol': { ...service, ...oneOf('enabled', 'redirected') },
  },
  'autoscaling.eventing.knative.dev': {
    class: { ...trigger, ...oneOf('keda.autoscaling.knative.dev', 'disabled') },
    'min-scale': { ...trigger, ...whole(0) },
    'max-scale': { ...trigger, ...whole(1) },
    'polling-interval': { ...trigger, ...whole(1) },
    'cooldown-period': { ...trigger, ...whole(0) },
    'lag-threshold': { ...trigger, ...whole(1) },
  },
  'kafka.eventing.knative.dev': {
    'delivery.order': { ...trigger, ...oneOf('ordered', 'unordered') },
    'external.topic': {
      levels: ['broker'],
      allows: (value) => /^[A-Za-z0-9._-]{1,249}$/.test(value),
      says: 'the name of a topic',
    },
  },
};

/** The one of these names that is a label, so that the ingress can select by it. */
const visibility = 'networking.knative.dev/visibility';

export const annotationRule: Rule = (objects) => objects.flatMap(ofObject);

function ofObject(object: Found): readonly Fault[] {
  const own = at(object.whole, 'metadata');
  const template = at(object.whole, 'spec', 'template', 'metadata');
  return [
    ...annotationsAt(object, own, levelOf(object)),
    ...annotationsAt(object, template, isKnativeService(object) ? 'revision' : undefined),
    ...labelsAt(object, own, isKnativeService(object)),
    ...labelsAt(object, template, false),
    ...minAboveMax(object, own, 'autoscaling.eventing.knative.dev'),
    ...minAboveMax(object, template, 'autoscaling.knative.dev'),
  ];
}

function levelOf(object: Found): Level | undefined {
  if (isKnativeService(object)) return 'service';
  const eventing = groupOf(object) === 'eventing.knative.dev';
  if (eventing && object.kind === 'Trigger') return 'trigger';
  return eventing && object.kind === 'Broker' ? 'broker' : undefined;
}

function split(key: string): { prefix: string; name: string } {
  const slash = key.indexOf('/');
  return { prefix: key.slice(0, Math.max(slash, 0)), name: key.slice(slash + 1) };
}

function annotationsAt(object: Found, metadata: unknown, level: Level | undefined): Fault[] {
  const found: Fault[] = [];
  for (const [key, value] of Object.entries(membersAt(metadata, 'annotations'))) {
    const { prefix, name } = split(key);
    const names = known[prefix];
    if (names === undefined) continue;
    const rule = names[name];
    if (rule === undefined) {
      found.push(fault(object, 'annotation-name', `${key} is no annotation`));
    } else if (!rule.levels.some((each) => each === level)) {
      found.push(fault(object, 'annotation-level', `${key} stands on ${rule.levels.join(' or ')}`));
    } else if (typeof value !== 'string' || !rule.allows(value)) {
      found.push(fault(object, 'annotation-value', `${key} is ${rule.says}, as a text`));
    }
  }
  return found;
}

function labelsAt(object: Found, metadata: unknown, service: boolean): Fault[] {
  return Object.entries(membersAt(metadata, 'labels')).flatMap(([key, value]) => {
    if (known[split(key).prefix] === undefined) return [];
    if (key !== visibility) return [fault(object, 'annotation-level', `${key} is no label`)];
    if (!service) return [fault(object, 'annotation-level', `${key} stands on a Service`)];
    return value === 'cluster-local'
      ? []
      : [fault(object, 'annotation-value', `${key} is cluster-local or not there`)];
  });
}

/** Zero is no limit for Knative's own maximum. */
function minAboveMax(object: Found, metadata: unknown, prefix: string): Fault[] {
  const annotations = membersAt(metadata, 'annotations');
  const min = Number(textOf(annotations[`${prefix}/min-scale`]) || '0');
  const max = Number(textOf(annotations[`${prefix}/max-scale`]) || '0');
  return max !== 0 && min > max
    ? [fault(object, 'annotation-value', `${prefix}/min-scale is above max-scale`)]
    : [];
}
