import { describe, expect, test, vi } from 'vitest';
import { BATCH_SPANS_MAX, type Sent, spanBatches } from '#shared/telemetry/span-batches.ts';
import type { SpanRow } from '#shared/telemetry/telemetry.ts';

function span(name: string): SpanRow {
  return {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    parentSpanId: undefined,
    service: 'serai',
    name,
    kind: 'internal',
    startedAtUs: 1,
    durationUs: 1,
    status: 'ok',
    attributes: {},
  };
}

interface Options {
  queueMax?: number;
  retryAfterMs?: number;
  during?: () => void;
}

function open(answers: readonly Sent[], { during, ...options }: Options = {}) {
  const batches: string[][] = [];
  const left = [...answers];
  const exporter = spanBatches({
    name: 'test',
    flushEveryMs: 1,
    retryAfterMs: 1,
    ...options,
    async send(spans) {
      batches.push(spans.map(({ name }) => name));
      during?.();
      return left.shift() ?? 'sent';
    },
  });
  const take = (...names: string[]) => {
    for (const name of names) exporter.take(span(name));
  };
  const until = (count: number) => vi.waitUntil(() => batches.length >= count, { timeout: 5_000 });
  return { exporter, batches, take, until };
}

describe('spans on their way', () => {
  test('are gathered and sent in the background', async () => {
    const { exporter, batches, take, until } = open([]);
    take('a', 'b');
    expect(batches).toEqual([]);
    await until(1);
    take('c');
    await until(2);
    expect(batches).toEqual([['a', 'b'], ['c']]);
    expect(exporter.dropped()).toBe(0);
  });

  test('are sent again, before what came later, when nothing was taken', async () => {
    const meanwhile = [['c'], ['d']];
    const { exporter, batches, take, until } = open(['again', 'again'], {
      during: () => take(...(meanwhile.shift() ?? [])),
    });
    take('a', 'b');
    await until(3);
    expect(batches).toEqual([
      ['a', 'b'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c', 'd'],
    ]);
    expect(exporter.dropped()).toBe(0);
  });

  test('are counted when they were lost, and not sent again', async () => {
    const { exporter, batches, take, until } = open(['lost']);
    take('a', 'b');
    await until(1);
    take('c');
    await until(2);
    expect(batches).toEqual([['a', 'b'], ['c']]);
    expect(exporter.dropped()).toBe(2);
  });

  test('are dropped and counted when the queue is full', async () => {
    const { exporter, batches, take } = open([], { queueMax: 2 });
    take('a', 'b', 'c');
    expect(exporter.dropped()).toBe(1);
    await exporter.close();
    expect(batches).toEqual([['a', 'b']]);
  });

  test('leave no more than the queue holds when a batch comes back', async () => {
    const { exporter, take, until, batches } = open(['again'], {
      queueMax: 2,
      retryAfterMs: 60_000,
    });
    take('a', 'b');
    await until(1);
    take('c', 'd');
    await exporter.close();
    expect(batches.flat().slice(2)).toHaveLength(2);
    expect(exporter.dropped()).toBe(2);
  });

  test('go in batches of bounded size', async () => {
    const { exporter, batches, take } = open([]);
    take(...Array.from({ length: BATCH_SPANS_MAX + 1 }, (_, i) => String(i)));
    await exporter.close();
    expect(batches.map(({ length }) => length)).toEqual([BATCH_SPANS_MAX, 1]);
  });

  test('are sent at the end, tried once more, and then given up', async () => {
    const { exporter, batches, take } = open(['again']);
    take('a', 'b');
    await exporter.close();
    expect(batches).toEqual([['a', 'b']]);
    expect(exporter.dropped()).toBe(2);
    take('c');
    expect(exporter.dropped()).toBe(3);
    expect(batches).toHaveLength(1);
  });
});
