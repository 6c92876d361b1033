/** Triggers and brokers: filters that are taken, deliveries that are repeated, and none that is lost. */
import { at, type Found, groupOf, isJson, itemsAt, type Json, membersAt } from '../object.ts';
import { type Fault, fault, type Rule, textOf } from './fault.ts';

const triggerMembers = ['broker', 'brokerRef', 'delivery', 'filter', 'filters', 'subscriber'];
/** The schema keeps what it does not know here, so that a misspelt member would be taken. */
const deliveryMembers = [
  ...['retry', 'backoffPolicy', 'backoffDelay', 'deadLetterSink'],
  ...['timeout', 'retryAfterMax', 'format'],
];
const matching = ['exact', 'prefix', 'suffix'];
const nesting = ['all', 'any', 'not'];
const dialects = [...matching, ...nesting, 'cesql'];
const attribute = /^[a-z][a-z0-9]*$/;
/** Knative reads one decimal and no more. */
const isoDuration = /^P(?=.)(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d)?S)?)?$/;
/** All, any and not go as deep as this in anything a person can read. */
const depthMax = 8;

export const deliveryRule: Rule = (objects) =>
  objects
    .filter((each) => groupOf(each) === 'eventing.knative.dev')
    .flatMap((object) => {
      if (object.kind === 'Trigger') return triggerFaults(object);
      const delivery = at(object.whole, 'spec', 'delivery');
      return object.kind === 'Broker' && isJson(delivery) ? deliveryFaults(object, delivery) : [];
    });

function triggerFaults(object: Found): Fault[] {
  const spec = membersAt(object.whole, 'spec');
  const delivery = membersAt(spec, 'delivery');
  const { retry } = delivery;
  return [
    ...unknown(object, spec, triggerMembers, 'spec'),
    ...(typeof retry === 'number' && retry >= 1
      ? []
      : [fault(object, 'trigger-retry', 'without retry a delivery that fails is not repeated')]),
    ...(at(delivery, 'deadLetterSink') === undefined
      ? [fault(object, 'trigger-dead-letter', 'without deadLetterSink an event is lost')]
      : []),
    ...deliveryFaults(object, delivery),
    ...itemsAt(spec, 'filters').flatMap((each) => filterFaults(object, each, 1)),
  ];
}

function deliveryFaults(object: Found, delivery: Json): Fault[] {
  const { backoffPolicy } = delivery;
  const durations = ['backoffDelay', 'timeout', 'retryAfterMax']
    .filter((name) => name in delivery && !isoDuration.test(textOf(delivery[name])))
    .map((name) =>
      fault(object, 'iso-duration', `${name} is ISO 8601 with one decimal at most, e.g. PT0.2S`),
    );
  return [
    ...unknown(object, delivery, deliveryMembers, 'delivery'),
    ...durations,
    ...(backoffPolicy === undefined || ['linear', 'exponential'].includes(textOf(backoffPolicy))
      ? []
      : [fault(object, 'backoff-policy', 'backoffPolicy is linear or exponential')]),
  ];
}

function unknown(object: Found, value: Json, members: readonly string[], where: string): Fault[] {
  return Object.keys(value)
    .filter((name) => !members.includes(name))
    .map((name) => fault(object, 'unknown-member', `${where} has no ${name}`));
}

function filterFaults(object: Found, filter: unknown, depth: number): Fault[] {
  const entries = isJson(filter) ? Object.entries(filter) : [];
  const [first] = entries;
  if (first === undefined || entries.length > 1)
    return [fault(object, 'filter-dialect', 'a filter has one dialect, and another one its own')];
  const [dialect, value] = first;
  if (!dialects.includes(dialect))
    return [fault(object, 'filter-dialect', `${dialect} is no dialect`)];
  if (matching.includes(dialect)) return attributeFaults(object, dialect, value);
  if (!nesting.includes(dialect)) return [];
  const inner = dialect === 'not' ? [value] : Array.isArray(value) ? value : [];
  if (inner.length === 0 || depth === depthMax)
    return [fault(object, 'filter-dialect', `${dialect} holds filters, ${depthMax} deep at most`)];
  return inner.flatMap((each) => filterFaults(object, each, depth + 1));
}

function attributeFaults(object: Found, dialect: string, value: unknown): Fault[] {
  const entries = isJson(value) ? Object.entries(value) : [];
  if (entries.length === 0)
    return [fault(object, 'filter-attribute', `${dialect} compares no attribute`)];
  return entries.flatMap(([name, text]) => [
    ...(attribute.test(name)
      ? []
      : [fault(object, 'filter-attribute', `${name} is no name of an attribute`)]),
    ...(typeof text === 'string' && text !== ''
      ? []
      : [fault(object, 'filter-attribute', `${name} is compared with a text that is not empty`)]),
  ]);
}
