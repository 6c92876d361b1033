/** What a process keeps of its own appends is what the log would have given, or nothing. */
import { describe, expect, test } from 'vitest';
import type { LogRecord } from './log.ts';
import { isWellFormed, type RecentBatch, recentBatches, storedFrom } from './recent.ts';

const recordOf = (value: string): LogRecord => ({
  key: 'k',
  headers: { name: value },
  value: Buffer.from(value),
});

function batch(nextOffset: number, ...values: readonly string[]): RecentBatch {
  const firstOffset = nextOffset - values.length;
  return {
    ...{ topicId: 1, partition: 2, firstOffset, nextOffset, readers: 3, bytes: 100 },
    stored: () => storedFrom(firstOffset, 1000, values.map(recordOf)),
  };
}

const record = (offset: number, value: string) => ({
  ...{ offset, key: 'k', headers: { name: value }, appendedAtMs: 1000 },
  value: Buffer.from(value),
});

describe('What was just appended', () => {
  test('is read from any offset in it, over batches, as many as are wanted', () => {
    const recent = recentBatches();
    recent.keep(batch(12, 'a', 'b'));
    recent.keep(batch(13, 'c'));
    expect(recent.read(1, 2, 10, 10)).toEqual([record(10, 'a'), record(11, 'b'), record(12, 'c')]);
    expect(recent.read(1, 2, 11, 1)).toEqual([record(11, 'b')]);
    expect(recent.read(1, 2, 12, 5)).toEqual([record(12, 'c')]);
  });

  test('has nothing to say of what is before it, behind it, or elsewhere', () => {
    const recent = recentBatches();
    recent.keep(batch(12, 'a', 'b'));
    expect(recent.read(1, 2, 9, 10)).toBeUndefined();
    expect(recent.read(1, 2, 12, 10)).toBeUndefined();
    expect(recent.read(1, 3, 10, 10)).toBeUndefined();
    expect(recent.read(2, 2, 10, 10)).toBeUndefined();
  });

  test('is told apart when its bytes are read as another text', () => {
    expect(isWellFormed(recordOf('ä'))).toBe(true);
    expect(isWellFormed(recordOf('\ud800'))).toBe(false);
    expect(isWellFormed({ ...recordOf('a'), key: '\ud800' })).toBe(false);
  });

  test('may have offsets without a record, in it and at its end', () => {
    const recent = recentBatches();
    const [a, b, d] = [record(10, 'a'), record(12, 'b'), record(15, 'd')];
    recent.keep({ ...batch(14), readers: 9, firstOffset: 10, stored: () => [a, b] });
    recent.keep({ ...batch(16), readers: 9, firstOffset: 14, stored: () => [d] });
    const read = (offset: number) => recent.read(1, 2, offset, 10);
    expect([10, 11, 12, 13, 14, 15, 16].map(read)).toEqual([
      ...[[a, b, d], [b, d], [b, d], [d], [d], [d], undefined],
    ]);
  });

  test('ends where another process appended between', () => {
    const recent = recentBatches();
    recent.keep(batch(12, 'a', 'b'));
    recent.keep(batch(14, 'd'));
    expect(recent.read(1, 2, 11, 10)).toBeUndefined();
    expect(recent.read(1, 2, 12, 10)).toBeUndefined();
    expect(recent.read(1, 2, 13, 10)).toEqual([record(13, 'd')]);
  });

  test('is let go of when each of its readers has read it to its end', () => {
    const recent = recentBatches();
    recent.keep({ ...batch(12, 'a', 'b'), readers: 2 });
    recent.keep({ ...batch(13, 'c'), readers: 2 });
    const read = (offset: number) => recent.read(1, 2, offset, 10)?.length;
    expect([read(10), recent.read(1, 2, 10, 1)?.length, read(11)]).toEqual([3, 1, 2]);
    expect([read(10), read(11), read(12)]).toEqual([undefined, undefined, undefined]);
    recent.keep({ ...batch(14, 'd'), readers: 1 });
    expect([read(13), read(13)]).toEqual([1, undefined]);
  });

  test('is let go of, the oldest first, when it is more than may be kept', () => {
    const recent = recentBatches(200);
    recent.keep(batch(1, 'a'));
    recent.keep(batch(2, 'b'));
    recent.keep(batch(3, 'c'));
    expect(recent.read(1, 2, 0, 10)).toBeUndefined();
    expect(recent.read(1, 2, 1, 10)).toEqual([record(1, 'b'), record(2, 'c')]);
  });
});
