/** The way of an event through the functions that read it. */
import { expect, test } from 'vitest';
import * as z from 'zod';
import { consumer, type Declaration, relay, subscriber } from '#shared/function/declare.ts';
import { readersOf } from './read-by.ts';

const scale = { replicasMin: 0, replicasMax: 1, lagThreshold: 1 };
const watched = 'reservations.events';

function subscribed(name: string, broker: string, type: string): Declaration {
  return subscriber({
    context: 'c',
    name,
    purpose: 'Watches.',
    broker,
    filters: [{ exact: { type } }],
    order: 'unordered',
    delivery: { retry: 1, backoffPolicy: 'linear', backoffDelayMs: 1 },
    transaction: 'none',
    data: z.unknown(),
    scale: { rps: 1, replicasMin: 0, replicasMax: 1 },
    handle: async () => ({ outcome: 'done' }),
  }) as unknown as Declaration;
}

test('an event goes to the consumers of its topic and to subscribers whose filter names its type', () => {
  const functions = [
    relay({ context: 'a', name: 'relay-a', purpose: 'Carries.', topic: watched, scale }),
    consumer({
      context: 'b',
      name: 'project-b',
      purpose: 'Projects.',
      topic: watched,
      batchRecordsMax: 1,
      scale,
      memory: () => undefined,
      handle: async () => ({ tenants: [], events: [], write: async () => {} }),
    }),
    subscribed('watch-it', 'reservations', 'thing.done.v1'),
    subscribed('watch-another-thing', 'reservations', 'other.done.v1'),
    subscribed('watch-another-broker', 'identity', 'thing.done.v1'),
  ];
  expect(readersOf(functions, watched, 'thing.done.v1')).toEqual(['project-b', 'watch-it']);
});
