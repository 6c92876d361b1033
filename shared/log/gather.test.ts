import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type GatherOptions, gatherDefaults, gatheredAppend } from './gather.ts';
import type { Appended, LogRecord, TopicPartition } from './log.ts';
import { batchBytesMax, batchRecordsMax } from './postgres-append.ts';
import { keysOf, numbered } from './testing.ts';

const to = { topic: 't', partition: 0 };

interface Flight {
  readonly to: TopicPartition;
  readonly keys: string[];
  readonly land: (outcome: Appended) => void;
  readonly fail: (error: unknown) => void;
}

/** A log whose appends end when the test says so. */
function gathered(options: GatherOptions = {}) {
  const flights: Flight[] = [];
  const append = gatheredAppend(
    {
      append(partition, records) {
        const { promise, resolve, reject } = Promise.withResolvers<Appended>();
        flights.push({ to: partition, keys: keysOf(records), land: resolve, fail: reject });
        return promise;
      },
    },
    options,
  );
  const call = (from: number, count = 1, partition = to) =>
    append(partition, numbered(from, count));
  return { flights, call, append };
}

/** What was begun by events of this turn of the loop has happened. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

async function land(
  flights: readonly Flight[],
  index: number,
  outcome: Appended = 'appended',
): Promise<void> {
  flights[index]?.land(outcome);
  await turn();
}

describe('gathering', () => {
  test('makes no batch that the log on PostgreSQL cannot take', () => {
    expect(gatherDefaults.recordsMax).toBeLessThanOrEqual(batchRecordsMax);
    // Its bytes are estimated in characters, of which UTF-8 makes up to three.
    expect(gatherDefaults.bytesMax * 3).toBeLessThan(batchBytesMax);
  });

  test('sends together what arrived together, and while one append is in flight', async () => {
    const { flights, call } = gathered();
    const first = [call(0), call(1)];
    await turn();
    const second = [call(2), call(3, 2), call(5)];
    await turn();
    expect(flights.map(({ keys }) => keys)).toEqual([['a-0', 'a-1']]);
    await land(flights, 0);
    expect(flights.map(({ keys }) => keys)).toEqual([
      ['a-0', 'a-1'],
      ['a-2', 'a-3', 'a-4', 'a-5'],
    ]);
    await land(flights, 1, 'refused');
    expect(await Promise.all(first)).toEqual(['appended', 'appended']);
    expect(await Promise.all(second)).toEqual(['refused', 'refused', 'refused']);
  });

  test('keeps partitions and topics apart', async () => {
    const { flights, call } = gathered();
    const calls = [
      call(0),
      call(1, 1, { topic: 't', partition: 1 }),
      call(2, 1, { topic: 'u', partition: 0 }),
    ];
    await turn();
    expect(flights.map((flight) => [flight.to, flight.keys])).toEqual([
      [{ topic: 't', partition: 0 }, ['a-0']],
      [{ topic: 't', partition: 1 }, ['a-1']],
      [{ topic: 'u', partition: 0 }, ['a-2']],
    ]);
    for (const flight of flights) flight.land('appended');
    expect(await Promise.all(calls)).toEqual(['appended', 'appended', 'appended']);
  });

  test('fills a batch to its limit of records and divides no call', async () => {
    const { flights, call } = gathered({ recordsMax: 4 });
    const calls = [call(0, 2), call(2, 2), call(4, 9), call(13, 3), call(16, 2)];
    await turn();
    for (const index of [0, 1, 2, 3]) await land(flights, index);
    expect(flights.map(({ keys }) => keys.length)).toEqual([4, 9, 3, 2]);
    expect(flights.flatMap(({ keys }) => keys)).toEqual(keysOf(numbered(0, 18)));
    expect(await Promise.all(calls)).toEqual(Array(5).fill('appended'));
  });

  test('fills a batch to its limit of bytes', async () => {
    const { flights, append } = gathered({ bytesMax: 1_000 });
    const large: LogRecord = { key: 'k', headers: {}, value: Buffer.alloc(450) };
    for (let i = 0; i < 3; i += 1) void append(to, [large]);
    await turn();
    await land(flights, 0);
    expect(flights.map(({ keys }) => keys.length)).toEqual([2, 1]);
  });

  test('refuses what does not fit its queue, and nothing else', async () => {
    const { flights, call } = gathered({ queueRecordsMax: 3, recordsMax: 1 });
    void call(0);
    await turn();
    const queued = [call(1, 2), call(3)];
    expect(await call(4)).toBe('refused');
    for (const index of [0, 1, 2]) await land(flights, index);
    expect(await Promise.all(queued)).toEqual(['appended', 'appended']);
    expect(flights.flatMap(({ keys }) => keys)).toEqual(keysOf(numbered(0, 4)));
  });

  test('refuses what would make its queue too large in bytes', async () => {
    const { call, append } = gathered({ queueBytesMax: 1_000 });
    void call(0);
    await turn();
    void append(to, [{ key: '', headers: {}, value: Buffer.alloc(900) }]);
    expect(await append(to, [{ key: '', headers: {}, value: Buffer.alloc(200) }])).toBe('refused');
  });

  test('rejects only the call whose records the log cannot take', async () => {
    const { flights, call } = gathered();
    const calls = Promise.allSettled([call(0), call(1), call(2)]);
    await turn();
    const fault = new Error('too large');
    flights[0]?.fail(fault);
    await turn();
    await land(flights, 1);
    flights[2]?.fail(fault);
    await turn();
    await land(flights, 3);
    expect(await calls).toEqual([
      { status: 'fulfilled', value: 'appended' },
      { status: 'rejected', reason: fault },
      { status: 'fulfilled', value: 'appended' },
    ]);
    expect(flights.map(({ keys }) => keys)).toEqual([
      ['a-0', 'a-1', 'a-2'],
      ['a-0'],
      ['a-1'],
      ['a-2'],
    ]);
  });
});

describe('an append that takes too long', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is unknown, and what waits behind it or comes now is refused, until it has ended', async () => {
    const { flights, call } = gathered({ timeoutMs: 1_000 });
    const sent = call(0);
    await turn();
    const waiting = call(1);
    vi.advanceTimersByTime(1_000);
    expect(await sent).toBe('unknown');
    expect(await waiting).toBe('refused');
    expect(await call(2)).toBe('refused');
    await land(flights, 0);
    const later = call(3);
    await turn();
    await land(flights, 1);
    expect(await later).toBe('appended');
    expect(flights.map(({ keys }) => keys)).toEqual([['a-0'], ['a-3']]);
  });

  test('is waited for no longer than the time-out by those behind it', async () => {
    const { flights, call } = gathered({ timeoutMs: 1_000, recordsMax: 1 });
    const calls = [call(0), call(1), call(2)];
    await turn();
    vi.advanceTimersByTime(600);
    await land(flights, 0);
    vi.advanceTimersByTime(600);
    await land(flights, 1);
    expect(await Promise.all(calls)).toEqual(['appended', 'appended', 'refused']);
    expect(flights).toHaveLength(2);
  });
});
