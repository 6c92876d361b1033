import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { recordOfEvent } from '#shared/events/fact-record.ts';
import { consumer, type Declaration, relay, subscriber } from '#shared/function/declare.ts';
import type { EventLog, StoredRecord } from '#shared/log/log.ts';
import listEvents from './list-events.ts';
import { bearer, consoleApp, testHouse } from './testing/app.ts';

const tenantId = '018f0000-0000-7000-8000-000000000001';
const traceId = '0af7651916cd43dd8448eb211c80319c';
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

function stored(offset: number, appendedAtMs: number): StoredRecord {
  const record = recordOfEvent({
    specversion: '1.0',
    id: `event-${appendedAtMs}`,
    source: '/a',
    type: 'thing.done.v1',
    subject: 'thing',
    extensions: { tenantid: tenantId, traceparent: `00-${traceId}-b7ad6b7169203331-01` },
    data: '{"secret":"stays"}',
  });
  return { ...record, offset, appendedAtMs };
}

/** Two partitions; the first has lost its beginning. */
const partitions: readonly (readonly StoredRecord[])[] = [
  [stored(3, 1_000), stored(4, 4_000)],
  [stored(0, 2_000), stored(1, 3_000)],
];
const log = {
  partitions: async () =>
    partitions.map((records) => ({
      topicIdentity: 'x',
      firstOffset: records[0]?.offset ?? 0,
      nextOffset: (records.at(-1)?.offset ?? -1) + 1,
    })),
  read: async ({ partition }: { partition: number }, offset: number, recordsMax: number) =>
    (partitions[partition] ?? []).filter((record) => record.offset >= offset).slice(0, recordsMax),
} as unknown as EventLog;

function list(query: string, token = 'events:read') {
  const app = consoleApp([listEvents], { log, house: testHouse({ functions }) });
  return app.request(`/v1/events${query}`, bearer(token));
}

describe('Listing the last events', () => {
  test('gives them newest first over all partitions, with who reads them and their trace', async () => {
    const response = await list('');
    const { events } = (await response.json()) as {
      events: { offset: number; partition: number }[];
    };
    expect(events.map(({ partition, offset }) => [partition, offset])).toEqual([
      [0, 4],
      [1, 1],
      [1, 0],
      [0, 3],
    ]);
    expect(events[0]).toEqual({
      id: 'event-4000',
      type: 'thing.done.v1',
      subject: 'thing',
      source: '/a',
      tenantId,
      topic: 'reservations.events',
      partition: 0,
      offset: 4,
      recordedAt: '1970-01-01T00:00:04.000Z',
      traceId,
      readBy: ['project-b', 'watch-it'],
    });
  });

  test('gives as many as were asked for', async () => {
    const { events } = (await (await list('?limit=1')).json()) as { events: { id: string }[] };
    expect(events.map(({ id }) => id)).toEqual(['event-4000']);
  });

  test('gives a tenant its own only', async () => {
    const own = await list('', `events:read@${tenantId}`);
    expect((await own.json()) as object).toMatchObject({ events: [{}, {}, {}, {}] });
    const foreign = await list('', 'events:read@018f0000-0000-7000-8000-000000000002');
    expect(await foreign.json()).toEqual({ events: [] });
  });

  test('refuses to give more than 100', async () => {
    expect((await list('?limit=101')).status).toBe(400);
  });
});
