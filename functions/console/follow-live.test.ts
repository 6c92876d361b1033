import { describe, expect, test } from 'vitest';
import { ChannelsUnavailable } from '#shared/cache/channels.ts';
import { memoryChannels } from '#shared/cache/memory-channels.ts';
import { houseTenantId } from '#shared/function/principal.ts';
import followLive from './follow-live.ts';
import { bearer, consoleApp, testHouse } from './testing/app.ts';

const propertyId = '018f0000-0000-7000-8000-0000000000a1';
const path = `/v1/properties/${propertyId}/live`;
const fact = { type: 'thing.done.v1', subject: 'a', businessDate: '2030-01-10' };

describe('Following a property live', () => {
  test('streams what is announced for it, and nothing of another', async () => {
    const closing = new AbortController();
    const channels = memoryChannels();
    const house = testHouse({ closing: closing.signal });
    const response = await consoleApp([followLive], { channels, house }).request(
      path,
      bearer('reservations:read'),
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    await channels.publish(
      `live.${houseTenantId}.018f0000-0000-7000-8000-0000000000a2`,
      JSON.stringify([fact]),
    );
    await channels.publish(
      `live.018f0000-0000-7000-8000-000000000001.${propertyId}`,
      JSON.stringify([fact]),
    );
    await channels.publish(`live.${houseTenantId}.${propertyId}`, JSON.stringify([fact]));
    closing.abort();
    expect(await response.text()).toBe(
      `: what is decided from now on\n\nevent: fact\ndata: ${JSON.stringify(fact)}\n\n`,
    );
  });

  test('is refused without the permission', async () => {
    const response = await consoleApp([followLive]).request(path, bearer('traces:read'));
    expect(response.status).toBe(403);
  });

  test('is refused to one who has 20 streams open, until one of them ends', async () => {
    const app = consoleApp([followLive]);
    const open = () => app.request(path, bearer('reservations:read'));
    const streams = await Promise.all(Array.from({ length: 20 }, open));
    const refused = await open();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
    await streams[0]?.body?.cancel();
    expect((await open()).status).toBe(200);
  });

  test('is put off while nothing can be heard, and leaves no place taken', async () => {
    const subscribe = () => Promise.reject(new ChannelsUnavailable('away'));
    const channels = { ...memoryChannels(), subscribe };
    const app = consoleApp([followLive], { channels });
    for (let tried = 0; tried < 25; tried += 1) {
      const response = await app.request(path, bearer('reservations:read'));
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
      expect(await response.json()).toMatchObject({ code: 'unavailable' });
    }
  });
});
