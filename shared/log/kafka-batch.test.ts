/** What we write is what the client's own reader reads, byte by byte. */
import { crc32c, Reader, readRecordsBatches } from '@platformatic/kafka';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRecords, encodeRecords } from './kafka-batch.ts';
import type { LogRecord, StoredRecord } from './log.ts';

const nowMs = 1_790_000_000_123;

function roundTrip(records: readonly LogRecord[]): StoredRecord[] {
  const batches = readRecordsBatches(Reader.from(encodeRecords(records, nowMs)));
  const read: StoredRecord[] = [];
  decodeRecords(batches, 0, read);
  return read;
}

const record = fc.record({
  key: fc.string({ unit: 'grapheme', maxLength: 100 }),
  headers: fc.dictionary(
    fc.stringMatching(/^[a-z][a-z0-9_.-]{0,80}$/),
    fc.string({ unit: 'grapheme' }),
  ),
  value: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
});

test('any records come back as they were, each with its offset and the time of the batch', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 70 }), (records) => {
      expect(roundTrip(records)).toEqual(
        records.map((each, offset) => ({ ...each, offset, appendedAtMs: nowMs })),
      );
    }),
  );
});

test.each([0, 63, 64, 8191, 8192, 1_048_576])(
  'a value of %i bytes has a length of its own',
  (bytes) => {
    const value = Buffer.alloc(bytes, 7);
    const [read] = roundTrip([{ key: 'k', headers: {}, value }]);
    expect(read?.value.equals(value)).toBe(true);
  },
);

test('a batch says what it is: its length, its version, its sum, no producer', () => {
  const bytes = encodeRecords([{ key: 'k', headers: { a: 'b' }, value: Buffer.from('v') }], nowMs);
  expect(bytes.readInt32BE(8)).toBe(bytes.length - 12);
  const [batch] = readRecordsBatches(Reader.from(bytes));
  expect(batch).toMatchObject({
    magic: 2,
    attributes: 0,
    lastOffsetDelta: 0,
    producerId: -1n,
    producerEpoch: -1,
    firstSequence: -1,
    crc: crc32c(bytes.subarray(21)),
  });
});

test('records before the offset asked for, and marks of transactions, are left out', () => {
  const records = ['a', 'b', 'c'].map((key) => ({ key, headers: {}, value: Buffer.alloc(0) }));
  const [batch] = readRecordsBatches(Reader.from(encodeRecords(records, nowMs)));
  const read: StoredRecord[] = [];
  const control = { ...batch, attributes: 0b10_0000 } as NonNullable<typeof batch>;
  decodeRecords([batch as NonNullable<typeof batch>, control], 1, read);
  expect(read.map(({ key, offset }) => [key, offset])).toEqual([
    ['b', 1],
    ['c', 2],
  ]);
});
