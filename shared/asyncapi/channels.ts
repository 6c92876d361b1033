/** The ways events and commands take: topics of the log, and brokers that push what stands on one. */
import type { Json } from '#shared/openapi/shapes.ts';
import type { Broker } from '#shared/push/broker.ts';
import { messageName, type TopicMessages, type Way } from './messages.ts';

export interface Topic {
  readonly name: string;
  readonly partitions: number;
  /** `null`: for ever. */
  readonly retentionMs: number | null;
}

export interface Paths {
  readonly topics: readonly Topic[];
  readonly brokers: readonly Broker[];
  readonly messages: readonly TopicMessages[];
}

export function brokerChannel(name: string): string {
  return `broker.${name}`;
}

/** Names of the messages of a topic on one way, as components are called; producers send what they like. */
export function messagesOf(
  topic: string,
  way: Way,
  { messages, brokers }: Paths,
): readonly string[] {
  const known = messages.find((each) => each.topic === topic);
  if (known !== undefined) return Object.keys(known.schemas).map((type) => messageName(type, way));
  const open = brokers.some((broker) => broker.topic === topic && broker.external);
  return open ? [messageName('CloudEvent', way)] : [];
}

export function topicChannel({ name, partitions, retentionMs }: Topic, paths: Paths): Json {
  const kept = retentionMs === null ? -1 : retentionMs;
  return {
    address: name,
    title: `The topic ${name}`,
    servers: [{ $ref: '#/servers/log' }],
    messages: referred(messagesOf(name, 'log', paths)),
    bindings: {
      kafka: {
        topic: name,
        partitions,
        topicConfiguration: { 'retention.ms': kept },
        bindingVersion: '0.5.0',
      },
    },
  };
}

export function pushChannel({ name, topic, external }: Broker, paths: Paths): Json {
  return {
    address: `/broker/${name}`,
    title: `The broker ${name}, over the topic ${topic}`,
    description: external
      ? 'Open to producers: an event is accepted once the log has it, and its tenant is its sender’s.'
      : 'Facts come from their relay alone: nobody posts here.',
    servers: [{ $ref: '#/servers/push' }],
    messages: referred(messagesOf(topic, 'http', paths)),
  };
}

function referred(names: readonly string[]): Json {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }]));
}
