/** Who sends and who receives on each channel, with the filters and the delivery a trigger declares. */
import assert from 'node:assert/strict';
import type { Declaration, SubscriberDeclaration } from '#shared/function/declare.ts';
import type { Json } from '#shared/openapi/shapes.ts';
import { brokerChannel, messagesOf, type Paths } from './channels.ts';
import { mayPass } from './filters.ts';
import { messageName, sourceOf } from './messages.ts';

export function operations(declarations: readonly Declaration[], paths: Paths): Json {
  const own = declarations.flatMap((declaration) => {
    const operation = operationOf(declaration, paths);
    return operation === undefined ? [] : [[declaration.name, operation] as const];
  });
  const all = [...own, ...commandsSent(paths), ...eventsTaken(paths)];
  return Object.fromEntries(all.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function operationOf(declaration: Declaration, paths: Paths): Json | undefined {
  const { context, purpose } = declaration;
  const about = { summary: purpose, tags: [{ name: context }] };
  switch (declaration.kind) {
    case 'http':
    case 'schedule':
      return undefined;
    case 'relay':
      return { action: 'send', ...about, ...onTopic(declaration.topic, paths) };
    case 'consumer':
      return { action: 'receive', ...about, ...onTopic(declaration.topic, paths) };
    case 'subscriber':
      return { action: 'receive', ...about, ...pushed(declaration, paths) };
  }
}

function onTopic(topic: string, paths: Paths): Json {
  assert(
    paths.topics.some(({ name }) => name === topic),
    `${topic} is a topic nobody declares`,
  );
  return on(topic, messagesOf(topic, 'log', paths));
}

function pushed(declaration: SubscriberDeclaration, paths: Paths): Json {
  const { brokers, messages } = paths;
  const broker = brokers.find(({ name }) => name === declaration.broker);
  assert(
    broker !== undefined,
    `${declaration.name} reads ${declaration.broker}, which is no broker`,
  );
  const known = messages.find(({ topic }) => topic === broker.topic);
  const names =
    known === undefined
      ? messagesOf(broker.topic, 'http', paths)
      : Object.keys(known.schemas)
          .filter((type) => mayPass(declaration.filters, { type, source: sourceOf(known.context) }))
          .map((type) => messageName(type, 'http'));
  return {
    ...on(brokerChannel(broker.name), names),
    'x-filters': declaration.filters,
    'x-order': declaration.order,
    'x-delivery': declaration.delivery,
  };
}

/** Doors put commands on the log, so no declaration names the topic: the messages do. */
function commandsSent(paths: Paths): (readonly [string, Json])[] {
  return paths.messages
    .filter(({ kind }) => kind === 'command')
    .map(({ topic, context }) => [
      `send-${topic}`,
      {
        action: 'send',
        summary: `What the doors of ${context} are asked for, on its way to the writer.`,
        tags: [{ name: context }],
        ...on(topic, messagesOf(topic, 'log', paths)),
      },
    ]);
}

function eventsTaken(paths: Paths): (readonly [string, Json])[] {
  return paths.brokers
    .filter(({ external }) => external)
    .map(({ name, topic }) => [
      `take-${name}`,
      {
        action: 'receive',
        summary: 'Takes events of producers, and answers 202 once the log has them.',
        ...on(brokerChannel(name), messagesOf(topic, 'http', paths)),
        bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
      },
    ]);
}

function on(channel: string, names: readonly string[]): Json {
  return {
    channel: { $ref: `#/channels/${channel}` },
    messages: names.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` })),
  };
}
