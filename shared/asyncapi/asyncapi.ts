/** An AsyncAPI 3 document of topics, brokers and who sends and reads what: pure, the same for the same declarations. */
import type { Declaration } from '#shared/function/declare.ts';
import { type Descriptions, type Json, type NamedSchema, shapes } from '#shared/openapi/shapes.ts';
import { brokerChannel, type Paths, pushChannel, topicChannel } from './channels.ts';
import {
  anyMessage,
  commandMessage,
  factMessage,
  headerSchemas,
  messageName,
  type Way,
} from './messages.ts';
import { operations } from './operations.ts';

export interface AsyncApiOptions extends Paths {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** Path of what the document was made from. */
  readonly source: string;
  readonly named: readonly NamedSchema[];
  readonly descriptions: Descriptions;
}

export function asyncApi(declarations: readonly Declaration[], options: AsyncApiOptions): Json {
  const { title, version, description, topics, brokers } = options;
  const messages = messageComponents(options);
  return {
    'x-generated-from': options.source,
    asyncapi: '3.0.0',
    info: { title, version, description },
    defaultContentType: 'application/json',
    servers,
    channels: Object.fromEntries([
      ...topics.map((topic) => [topic.name, topicChannel(topic, options)]),
      ...brokers.map((broker) => [brokerChannel(broker.name), pushChannel(broker, options)]),
    ]),
    operations: operations(declarations, options),
    components: { messages: messages.shown, schemas: { ...headerSchemas, ...messages.schemas() } },
  };
}

const servers: Json = {
  log: {
    host: '{brokers}',
    protocol: 'kafka',
    description: 'The event log: a topic of Kafka, or the same topic in tables of PostgreSQL.',
    variables: { brokers: { default: 'localhost:9092' } },
  },
  push: {
    host: '{ingress}',
    protocol: 'http',
    description: 'Brokers: events come in by POST, and triggers push them by POST.',
    variables: { ingress: { default: 'localhost:8080' } },
  },
};

function messageComponents({ messages, named, descriptions }: AsyncApiOptions) {
  const known = shapes(named, descriptions);
  const ways: readonly Way[] = ['log', 'http'];
  const shown = messages.flatMap(({ kind, context, schemas }) =>
    Object.entries(schemas).flatMap(([type, schema]) =>
      kind === 'command'
        ? [[type, commandMessage(type, schema, known)]]
        : ways.map((way) => [
            messageName(type, way),
            factMessage(type, schema, context, way, known),
          ]),
    ),
  );
  const any = ways.map((way) => [messageName('CloudEvent', way), anyMessage(way)]);
  return { shown: Object.fromEntries([...shown, ...any]), schemas: () => known.components() };
}
