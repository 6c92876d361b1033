/** What we write is what the client's own reader reads, byte by byte, and what it writes we read. */
import { gzipSync } from 'node:zlib';
import {
  CompressionAlgorithms,
  crc32c,
  createRecordsBatch,
  Reader,
  readRecordsBatches,
} from '@platformatic/kafka';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedBatch } from './codec.ts';
import { BatchWriter } from './kafka-batch.ts';
import { readBatches } from './kafka-records.ts';
import type { LogRecord, StoredRecord } from './log.ts';

const nowMs = 1_790_000_000_123;

function readFrom(bytes: Buffer, offset = 0): { records: StoredRecord[]; next: number } {
  const records: StoredRecord[] = [];
  const next = readBatches(bytes, offset, records);
  return { records, next };
}

const simple = ['a', 'b', 'c'].map((key) => ({ key, headers: {}, value: Buffer.alloc(0) }));

function written(records: readonly LogRecord[], atMs: number): Buffer {
  return new BatchWriter().write(records, atMs);
}

/** By the library's reader. */
function theirs(bytes: Buffer) {
  return readRecordsBatches(Reader.from(bytes)).flatMap(({ firstOffset, records }) =>
    records.map(({ key, value, headers, offsetDelta }) => ({
      key: key?.toString() ?? '',
      value: value ?? Buffer.alloc(0),
      headers: Object.fromEntries(headers.map(([name, text]) => [String(name), String(text)])),
      offset: Number(firstOffset) + offsetDelta,
    })),
  );
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
      const bytes = written(records, nowMs);
      const { records: read, next } = readFrom(bytes);
      expect(read).toEqual(
        records.map((each, offset) => ({ ...each, offset, appendedAtMs: nowMs })),
      );
      expect(next).toBe(records.length);
      expect(theirs(bytes)).toEqual(records.map((each, offset) => ({ ...each, offset })));
    }),
  );
});

test.each([0, 63, 64, 8191, 8192, 1_048_576])(
  'a value of %i bytes has a length of its own',
  (bytes) => {
    const value = Buffer.alloc(bytes, 7);
    const [read] = readFrom(written([{ key: 'k', headers: {}, value }], nowMs)).records;
    expect(read?.value.equals(value)).toBe(true);
  },
);

test('batches of one request lie beside each other, also where there is no space for one; the next request takes their place', () => {
  const writer = new BatchWriter();
  fc.assert(
    fc.property(fc.array(fc.array(record, { minLength: 1, maxLength: 9 })), (lists) => {
      writer.reuse();
      const large = [{ key: 'large', headers: {}, value: Buffer.alloc(2 * 1024 * 1024, 7) }];
      const wanted = [...lists, large, ...lists];
      const batches = wanted.map((records) => writer.write(records, nowMs));
      for (const [at, records] of wanted.entries())
        expect(batches[at]?.equals(written(records, nowMs))).toBe(true);
      const [first] = batches;
      writer.reuse();
      const again = writer.write(simple, nowMs);
      if (lists.length > 0) expect(again.buffer).toBe(first?.buffer);
    }),
    { numRuns: 20 },
  );
});

test('a batch says what it is: its length, its version, its sum, no producer', () => {
  const bytes = written([{ key: 'k', headers: { a: 'b' }, value: Buffer.from('v') }], nowMs);
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

/** As the broker stores a batch that it has given these offsets and this time. */
function stored(records: readonly LogRecord[], firstOffset: number, attributes = 0): Buffer {
  const bytes = written(records, nowMs);
  bytes.writeBigInt64BE(BigInt(firstOffset), 0);
  bytes.writeInt16BE(attributes, 21);
  return bytes;
}

describe('An answer', () => {
  test('is read from the offset that was asked for, over batches, marks of transactions left out', () => {
    const control = 0b10_0000;
    const bytes = Buffer.concat([
      stored(simple, 7),
      stored(simple, 20),
      stored(simple, 30, control),
    ]);
    const { records, next } = readFrom(bytes, 9);
    expect(records.map(({ key, offset }) => [key, offset])).toEqual([
      ['c', 9],
      ['a', 20],
      ['b', 21],
      ['c', 22],
    ]);
    expect(next).toBe(33);
  });

  test('may end inside a batch, which is read when it comes whole', () => {
    const whole = stored(simple, 7);
    const second = stored(simple, 10);
    for (const cut of [1, 12, 60, 61, second.length - 1]) {
      const { records, next } = readFrom(Buffer.concat([whole, second.subarray(0, cut)]), 7);
      expect([records.length, next]).toEqual([3, 10]);
    }
    expect(readFrom(Buffer.alloc(0), 4)).toEqual({ records: [], next: 4 });
  });

  test('has the time of its log, or of each record', () => {
    const messages = simple.map(({ key }, at) => ({
      key,
      value: 'v',
      timestamp: BigInt(nowMs + at * 70),
    }));
    const bytes = createRecordsBatch(
      messages.map(({ key, value, timestamp }) => ({
        ...{ topic: 't', key: Buffer.from(key), value: Buffer.from(value), timestamp },
      })),
    ).buffer;
    expect(readFrom(bytes).records.map(({ appendedAtMs }) => appendedAtMs - nowMs)).toEqual([
      0, 70, 140,
    ]);
    bytes.writeInt16BE(0b1000, 21);
    bytes.writeBigInt64BE(BigInt(nowMs + 1_000), 35);
    expect(readFrom(bytes).records.map(({ appendedAtMs }) => appendedAtMs - nowMs)).toEqual([
      1_000, 1_000, 1_000,
    ]);
  });

  test('may be compressed, as others write it', () => {
    const bytes = createRecordsBatch(
      [1, 2].map((at) => ({
        ...{
          topic: 't',
          key: Buffer.from(`k${at}`),
          value: Buffer.from('v'),
          timestamp: BigInt(nowMs),
        },
        headers: new Map([[Buffer.from('name'), Buffer.from(`text ${at}`)]]),
      })),
      { compression: CompressionAlgorithms.GZIP },
    ).buffer;
    expect(bytes.readInt16BE(21) & 0b111).toBe(1);
    expect(gzipSync('').subarray(0, 2).equals(bytes.subarray(61, 63))).toBe(true);
    expect(readFrom(bytes).records).toMatchObject([
      { key: 'k1', headers: { name: 'text 1' }, offset: 0, appendedAtMs: nowMs },
      { key: 'k2', headers: { name: 'text 2' }, offset: 1, appendedAtMs: nowMs },
    ]);
  });

  test('that is damaged is refused, and never another record', () => {
    const records = simple.map((each) => ({ ...each, headers: { name: 'text' } }));
    const bytes = stored(records, 0);
    const right = readFrom(bytes).records;
    let refused = 0;
    for (let at = 61; at < bytes.length; at += 1) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 0x80;
      try {
        expect(readFrom(damaged).records.length).toBe(right.length);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedBatch);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(10);
    const old = Buffer.from(bytes);
    old[16] = 1;
    expect(() => readFrom(old)).toThrow(MalformedBatch);
  });
});

test('names of headers mean nothing to JavaScript', () => {
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];
  const headers = Object.fromEntries(names.map((name) => [`x${name}`, name]));
  const bytes = written([{ key: 'k', headers, value: Buffer.alloc(0) }], nowMs);
  const [without] = readFrom(bytes).records;
  for (const name of names) expect(without?.headers[name]).toBeUndefined();
  const named = createRecordsBatch([
    {
      ...{ topic: 't', key: Buffer.from('k'), value: Buffer.from('v'), timestamp: BigInt(nowMs) },
      headers: new Map(names.map((name) => [Buffer.from(name), Buffer.from(`is ${name}`)])),
    },
  ]).buffer;
  const [record] = readFrom(named).records;
  for (const name of names) expect(record?.headers[name]).toBe(`is ${name}`);
});
