import { AssertionError } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBatch, encodeBatch, MalformedBatch } from './codec.ts';
import type { LogRecord, StoredRecord } from './log.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const record: fc.Arbitrary<LogRecord> = fc.record({
  key: text,
  headers: fc.dictionary(
    fc.stringMatching(/^[a-z][a-z0-9_.-]{0,12}$/),
    fc.oneof(text, fc.constant('1.0')),
    {
      maxKeys: 4,
      noNullPrototype: true,
    },
  ),
  value: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
});
const place = { firstOffset: 7, appendedAtMs: 1_767_225_600_123 };

function decoded(payload: Buffer, from = 0, recordsMax = 1_000): StoredRecord[] {
  const into: StoredRecord[] = [];
  decodeBatch(payload, place, from, recordsMax, into);
  return into;
}

describe('a batch', () => {
  test('comes back as it was, with offsets and the time of the log', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), (records) => {
        expect(decoded(encodeBatch(records))).toEqual(
          records.map((each, index) => ({
            ...each,
            offset: 7 + index,
            appendedAtMs: 1_767_225_600_123,
          })),
        );
      }),
    );
  });

  test('is read from an offset inside it, as far as asked', () => {
    const records = ['a', 'b', 'c', 'd'].map((key) => ({
      key,
      headers: { same: 'x', own: key },
      value: Buffer.of(),
    }));
    expect(
      decoded(encodeBatch(records), 8, 2).map(({ key, offset, headers }) => ({
        key,
        offset,
        headers,
      })),
    ).toEqual([
      { key: 'b', offset: 8, headers: { same: 'x', own: 'b' } },
      { key: 'c', offset: 9, headers: { same: 'x', own: 'c' } },
    ]);
  });

  test('throws when it is cut off anywhere or has something behind it', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 4 }), fc.nat(), (records, cut) => {
        const payload = encodeBatch(records);
        expect(() => decoded(payload.subarray(0, cut % payload.length))).toThrow(MalformedBatch);
        expect(() => decoded(Buffer.concat([payload, Buffer.of(0)]))).toThrow(MalformedBatch);
      }),
    );
  });

  test('with damaged bytes throws or gives records, and never reads outside itself', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decoded(Buffer.from([1, ...bytes]));
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedBatch);
        }
      }),
    );
  });

  test('of another version is not guessed at', () => {
    expect(() => decoded(Buffer.of(2, 0, 0, 0, 0, 0, 0))).toThrow('version 2 is not 1');
  });

  test.each([
    ['a header in upper case', { key: '', headers: { Upper: '' }, value: Buffer.of() }],
    [
      'a header JavaScript objects give a meaning to',
      { key: '', headers: { ['__proto__']: '' }, value: Buffer.of() },
    ],
    ['a key beyond 65,534 bytes', { key: 'é'.repeat(32_768), headers: {}, value: Buffer.of() }],
  ])('is not made of %s', (_what, bad) => {
    expect(() => encodeBatch([bad])).toThrow(AssertionError);
  });
});
