import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { liveStream } from './live-stream.ts';

const fact = { type: 'thing.done.v1', subject: 'a', businessDate: '2030-01-10' };
const greeting = ': what is decided from now on\n\n';

function opened(wanted: { heartbeatMs?: number; streamMsMax?: number } = {}) {
  const closing = new AbortController();
  const left = vi.fn(async () => {});
  const ended = vi.fn();
  let receive: (message: string) => void = () => {};
  const stream = liveStream({
    subscribe: async (given) => {
      receive = given;
      return left;
    },
    closing: closing.signal,
    ended,
    ...wanted,
  });
  return {
    stream,
    closing,
    left,
    ended,
    tell: (facts: object[]) => receive(JSON.stringify(facts)),
  };
}

async function texts(stream: ReadableStream<Uint8Array>): Promise<string[]> {
  return Array.fromAsync(stream, (chunk) => new TextDecoder().decode(chunk));
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('A live stream', () => {
  test('carries every fact of a message, also of one that came before it was read', async () => {
    const { stream, closing, tell } = opened();
    tell([fact, { ...fact, subject: 'b' }]);
    const reading = await stream;
    tell([{ ...fact, subject: 'c' }]);
    closing.abort();
    const [a, b, c] = ['a', 'b', 'c'].map(
      (subject) => `event: fact\ndata: ${JSON.stringify({ ...fact, subject })}\n\n`,
    );
    expect(await texts(reading)).toEqual([`${greeting}${a}${b}`, c]);
  });

  test('says every 15 seconds that it is there', async () => {
    const { stream, closing, tell } = opened();
    const reading = await stream;
    vi.advanceTimersByTime(14_999);
    tell([fact]);
    vi.advanceTimersByTime(15_001);
    closing.abort();
    const [greeted, told, ...rest] = await texts(reading);
    expect([greeted, told?.startsWith('event: fact')]).toEqual([greeting, true]);
    expect(rest).toEqual([': still here\n\n', ': still here\n\n']);
  });

  test('ends when the house closes, and gives its place back once', async () => {
    const { stream, closing, left, ended } = opened();
    const reading = await stream;
    closing.abort();
    expect(await texts(reading)).toEqual([greeting]);
    expect([left.mock.calls.length, ended.mock.calls.length, vi.getTimerCount()]).toEqual([
      1, 1, 0,
    ]);
  });

  test('ends at once in a house that has closed already', async () => {
    const { stream, closing, left } = opened();
    closing.abort();
    expect(await texts(await stream)).toEqual([greeting]);
    expect(left).toHaveBeenCalledTimes(1);
  });

  test('ends when its reader goes', async () => {
    const { stream, left, ended, tell } = opened();
    await (await stream).cancel();
    tell([fact]);
    expect([left.mock.calls.length, ended.mock.calls.length, vi.getTimerCount()]).toEqual([
      1, 1, 0,
    ]);
  });

  test('ends after a quarter of an hour, because a token is checked at its beginning only', async () => {
    const { stream } = opened({ heartbeatMs: 3_600_000 });
    const reading = await stream;
    vi.advanceTimersByTime(15 * 60_000);
    expect(await texts(reading)).toEqual([greeting]);
  });

  test('ends for a reader that falls behind', async () => {
    const { stream, ended, tell } = opened();
    const reading = await stream;
    const many = Array.from({ length: 50 }, () => fact);
    for (let told = 0; told < 100 && ended.mock.calls.length === 0; told += 1) tell(many);
    expect(ended).toHaveBeenCalledTimes(1);
    const bytes = (await texts(reading)).join('').length;
    expect(bytes).toBeGreaterThan(64 * 1024);
    expect(bytes).toBeLessThan(80 * 1024);
  });

  test('is not opened where nothing can be heard', async () => {
    const ended = vi.fn();
    const subscribe = () => Promise.reject(new Error('away'));
    const opening = liveStream({ subscribe, closing: new AbortController().signal, ended });
    await expect(opening).rejects.toThrow('away');
    expect(vi.getTimerCount()).toBe(0);
  });
});
