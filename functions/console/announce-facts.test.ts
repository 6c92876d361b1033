import { describe, expect, test } from 'vitest';
import { memoryChannels } from '#shared/cache/memory-channels.ts';
import { recordOfEvent } from '#shared/events/fact-record.ts';
import type { ConsumerTools } from '#shared/function/declare.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import announceFacts from './announce-facts.ts';
import { rememberedMs, watchLive } from './live-audience.ts';

const tenantId = '018f0000-0000-7000-8000-000000000001';
const propertyId = '018f0000-0000-7000-8000-0000000000a1';
const otherId = '018f0000-0000-7000-8000-0000000000a2';
const traceId = '0af7651916cd43dd8448eb211c80319c';

function fact(offset: number, data: object, extensions: Record<string, string> = {}): StoredRecord {
  const record = recordOfEvent({
    specversion: '1.0',
    id: `fact-${offset}`,
    source: '/reservations',
    type: 'reservation.confirmed.v1',
    subject: `r-${offset}`,
    extensions: { tenantid: tenantId, partitionkey: 'p', ...extensions },
    data: JSON.stringify(data),
  });
  return { ...record, offset, appendedAtMs: 0 };
}

/** A process that announces, and what it published. */
function announcer() {
  const published: (readonly [string, unknown])[] = [];
  const channels = {
    ...memoryChannels(),
    publish: async (channel: string, message: string) => {
      published.push([channel, JSON.parse(message)]);
    },
  };
  return { channels, published };
}

async function announced(
  records: readonly StoredRecord[],
  { channels, published } = announcer(),
  nowMs = 0,
) {
  published.length = 0;
  const clock = { nowMs: () => nowMs };
  const tools = { partitionOf: () => 0, channels, clock } as unknown as ConsumerTools;
  const effects = await announceFacts.handle({ records, memory: undefined }, tools);
  expect(published).toEqual([]);
  expect([effects.events, effects.tenants]).toEqual([[], []]);
  effects.committed?.();
  return [...published];
}

const about = (id: string) => ({ propertyId: id, businessDate: '2030-01-10', secret: 'stays' });

describe('Announcing facts', () => {
  test('tells each property of its own, in order, once the batch has committed', async () => {
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    const published = await announced([
      fact(0, about(propertyId), { traceparent }),
      fact(1, about(otherId)),
      fact(2, about(propertyId)),
    ]);
    const told = { type: 'reservation.confirmed.v1', businessDate: '2030-01-10' };
    expect(published).toEqual([
      [
        `live.${tenantId}.${propertyId}`,
        [
          { ...told, subject: 'r-0', traceId },
          { ...told, subject: 'r-2' },
        ],
      ],
      [`live.${tenantId}.${otherId}`, [{ ...told, subject: 'r-1' }]],
    ]);
  });

  test('tells the newest 50 of many', async () => {
    const many = Array.from({ length: 51 }, (_, offset) => fact(offset, about(propertyId)));
    const [[, facts] = []] = await announced(many);
    expect(facts).toHaveLength(50);
    expect(facts).toMatchObject([{ subject: 'r-1' }, ...Array(48).fill({}), { subject: 'r-50' }]);
  });

  test('tells nobody of what nobody watches, once those that watch had time to say so', async () => {
    const channels = memoryChannels();
    const published: (readonly [string, unknown])[] = [];
    const publish: typeof channels.publish = async (channel, message) => {
      if (channel.startsWith('live.0')) published.push([channel, JSON.parse(message)]);
      await channels.publish(channel, message);
    };
    const process = { channels: { ...channels, publish }, published };
    const heard: string[] = [];
    const facts = [fact(0, about(propertyId)), fact(1, about(otherId))];
    const told = async (nowMs: number) =>
      (await announced(facts, process, nowMs)).map(([channel]) => channel);
    const both = [`live.${tenantId}.${propertyId}`, `live.${tenantId}.${otherId}`];

    expect(await told(0)).toEqual(both);
    const leave = await watchLive(channels, `live.${tenantId}.${otherId}`, (message) =>
      heard.push(message),
    );
    expect(await told(rememberedMs - 1)).toEqual(both);
    expect(await told(rememberedMs)).toEqual(both.slice(1));
    expect(heard).toHaveLength(2);
    await leave();
    // It is remembered for one to two such times.
    expect(await told(2 * rememberedMs)).toEqual([]);
  });

  test('passes over what is no event of a tenant', async () => {
    const { headers, ...record } = fact(0, about(propertyId));
    const { ce_tenantid: _gone, ...houses } = headers;
    expect(
      await announced([
        { ...record, headers: {} },
        { ...record, headers: houses },
      ]),
    ).toEqual([]);
  });

  test('fails on a fact that does not say what it is about, so that it is parked', async () => {
    await expect(announced([fact(0, { propertyId })])).rejects.toThrow('which property');
  });
});
