import { describe, expect, test } from 'vitest';
import { frameReader, framesOf } from '#shared/cache/notify-frames.ts';
import { type Notification, notifyQueue } from '#shared/cache/notify-queue.ts';

const from = (sender: string, message: string) => ({ sender, channel: 'news', message });

describe('frames', () => {
  test('hold what fits in one payload', () => {
    expect(framesOf(from('s', 'hello'), 7)).toEqual(['s 7 t news 1/1\nhello']);
    expect(framesOf(from('s', ''), 8)).toEqual(['s 8 t news 1/1\n']);
    expect(framesOf(from('s', 'a\u0000b\\'), 9)).toEqual(['s 9 e news 1/1\na\\0b\\\\']);
  });

  test('are as few as can be, and never too long for PostgreSQL', () => {
    const head = 's 1 t news'.length + ' 9999/9999\n'.length;
    expect(framesOf(from('s', 'x'.repeat(7_999 - head)), 1)).toHaveLength(1);
    expect(framesOf(from('s', 'x'.repeat(8_000 - head)), 1)).toHaveLength(2);
    for (const text of ['é'.repeat(30_000), `x${'🏕'.repeat(16_000)}`]) {
      const frames = framesOf(from('s', text), 1);
      expect(Math.max(...frames.map((frame) => Buffer.byteLength(frame)))).toBeLessThan(8_000);
      const reader = frameReader();
      expect(frames.map((frame) => reader.take(frame)).at(-1)?.message).toBe(text);
    }
  });

  test('give a message when the last of it came, and never one with a gap', () => {
    const [first = '', second = '', third = ''] = framesOf(from('s', 'x'.repeat(20_000)), 1);
    const reader = frameReader();
    expect([first, third].map(reader.take)).toEqual([undefined, undefined]);
    expect([second, third].map(reader.take)).toEqual([undefined, undefined]);
    expect([first, second].map(reader.take)).toEqual([undefined, undefined]);
    expect(reader.take(third)).toEqual(from('s', 'x'.repeat(20_000)));
    expect(reader.take(third)).toBeUndefined();
  });

  test('of two senders or two messages are never mixed', () => {
    const [first = ''] = framesOf(from('a', 'x'.repeat(10_000)), 1);
    const [, other = ''] = framesOf(from('b', 'y'.repeat(10_000)), 1);
    const [, later = ''] = framesOf(from('a', 'y'.repeat(10_000)), 2);
    const reader = frameReader();
    expect([first, other, first, later].map(reader.take)).toEqual(new Array(4).fill(undefined));
  });

  test('of somebody else are nothing', () => {
    const reader = frameReader();
    expect(reader.take('')).toBeUndefined();
    expect(reader.take('hello\nworld')).toBeUndefined();
    expect(reader.take(`s 1 t news 1/19\nx`)).toBeUndefined();
    expect(reader.take(`s 1 t news 2/19\nx`)).toBeUndefined();
  });
});

describe('the queue', () => {
  function heldQueue(options: { messagesMax?: number; charsMax?: number } = {}) {
    const batches: string[][] = [];
    const ends: (() => void)[] = [];
    const dropped: number[] = [];
    const queue = notifyQueue({
      ...options,
      dropped: (count) => dropped.push(count),
      send(batch: readonly Notification[]) {
        batches.push(batch.map(({ name }) => name));
        const { promise, resolve } = Promise.withResolvers<void>();
        ends.push(resolve);
        return promise;
      },
    });
    const push = (name: string) => queue.push({ name, payloads: [name] });
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    return { push, batches, ends, dropped, turn };
  }

  test('sends what one turn gave together, one batch at a time, in order', async () => {
    const { push, batches, ends, turn } = heldQueue();
    const first = [push('a'), push('b')];
    await turn();
    expect(batches).toEqual([['a', 'b']]);
    const second = [push('c'), push('d')];
    await turn();
    expect(batches).toEqual([['a', 'b']]);
    ends[0]?.();
    await Promise.all(first);
    await turn();
    expect(batches).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    ends[1]?.();
    await Promise.all(second);
    void push('e');
    await turn();
    expect(batches).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  test('resolves not before the round trip is over', async () => {
    const { push, ends, turn } = heldQueue();
    let over = false;
    const sent = push('a').then(() => {
      over = true;
    });
    await turn();
    expect(over).toBe(false);
    ends[0]?.();
    await sent;
    expect(over).toBe(true);
  });

  test('loses the oldest when too many wait, and says how many', async () => {
    const { push, batches, ends, dropped, turn } = heldQueue({ messagesMax: 2 });
    void push('a');
    await turn();
    const waiting = ['b', 'c', 'd', 'e'].map(push);
    ends[0]?.();
    await turn();
    expect(batches).toEqual([['a'], ['d', 'e']]);
    expect(dropped).toEqual([2]);
    ends[1]?.();
    await Promise.all(waiting);
  });

  test('loses the oldest when they are too long together', async () => {
    const { push, batches, dropped, turn } = heldQueue({ charsMax: 6 });
    for (const name of ['aaa', 'bb', 'ccc', 'd']) void push(name);
    await turn();
    expect(batches).toEqual([['bb', 'ccc', 'd']]);
    expect(dropped).toEqual([1]);
  });
});
