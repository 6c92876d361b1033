import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memoryChannels } from '#shared/cache/memory-channels.ts';
import {
  audienceOf,
  rememberedMs,
  tellEveryMs,
  watchedChannel,
  watchedMax,
  watchLive,
} from './live-audience.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Who watches a property', () => {
  test('is said at once, again and again, and no more when the page is left', async () => {
    const channels = memoryChannels();
    const said: string[] = [];
    await channels.subscribe(watchedChannel, (channel) => said.push(channel));
    const leave = await watchLive(channels, 'live.a', () => {});
    expect(said).toEqual(['live.a']);
    await vi.advanceTimersByTimeAsync(2 * tellEveryMs);
    expect(said).toHaveLength(3);
    await leave();
    await vi.advanceTimersByTimeAsync(2 * tellEveryMs);
    expect(said).toHaveLength(3);
  });

  test('is taken for everybody until all had time to say so, and then for those that said it', async () => {
    const channels = memoryChannels();
    const audience = audienceOf(channels);
    expect(audience.watches('live.a', 1_000)).toBe(true);
    expect(audience.watches('live.b', 1_000)).toBe(true);
    await watchLive(channels, 'live.a', () => {});
    const laterMs = 1_000 + rememberedMs;
    expect(audience.watches('live.a', laterMs)).toBe(true);
    expect(audience.watches('live.b', laterMs)).toBe(false);
    await watchLive(channels, 'live.b', () => {});
    expect(audience.watches('live.b', laterMs)).toBe(true);
    // Nobody says anything any more.
    expect(audience.watches('live.a', laterMs + rememberedMs)).toBe(false);
    expect(audience.watches('live.b', laterMs + rememberedMs)).toBe(true);
    expect(audience.watches('live.b', laterMs + 2 * rememberedMs)).toBe(false);
  });

  test('is one audience of a process', () => {
    const channels = memoryChannels();
    expect(audienceOf(channels)).toBe(audienceOf(channels));
    expect(audienceOf(channels)).not.toBe(audienceOf(memoryChannels()));
  });

  test('is everybody when they are too many to be told apart', async () => {
    const channels = memoryChannels();
    const audience = audienceOf(channels);
    audience.watches('live.a', 0);
    for (let at = 0; at < watchedMax; at += 1) await channels.publish(watchedChannel, `live.${at}`);
    expect(audience.watches('live.a', rememberedMs)).toBe(true);
    expect(audience.watches('live.a', 2 * rememberedMs)).toBe(false);
  });
});
