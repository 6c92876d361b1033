/**
 * Record batches as Kafka stores them (magic 2), written straight into one buffer: the encoder of
 * the library makes several objects a field, which is most of what a record costs. They are read by
 * `kafka-records.ts`.
 *
 * i64 first offset | i32 length | i32 leader epoch | i8 magic | u32 crc32c of all that follows |
 * i16 attributes | i32 last offset delta | i64 first timestamp | i64 max timestamp |
 * i64 producer | i16 producer epoch | i32 sequence | i32 records, each:
 * varint length | i8 attributes | varint time delta | varint offset delta | varint key length, key |
 * varint value length, value | varint headers, each: varint length, name, varint length, value
 */
import { crc32c } from '@platformatic/kafka';
import type { LogRecord } from './log.ts';

export const headBytes = 61;
const crcAt = 17;
const checkedFrom = 21;
const varintBytesMax = 5;
/** Bytes of UTF-8 per UTF-16 unit, at most. */
const utf8Max = 3;
export const magic = 2;

const keptBytes = 1024 * 1024;

/**
 * Writes the batches of one request after the other into memory that it uses again: a buffer for each, as large as its texts
 * could become, makes V8 collect its whole heap for what lies outside of it.
 */
export class BatchWriter {
  readonly #kept = Buffer.allocUnsafeSlow(keptBytes);
  #free = this.#kept;

  /** Whatever was written is not needed any more. */
  reuse(): void {
    this.#free = this.#kept;
  }

  /** Not idempotent: no producer, no sequence. The bytes are good until the next `reuse`. */
  write(records: readonly LogRecord[], nowMs: number): Buffer {
    let sizeMax = headBytes;
    for (const record of records) sizeMax += bytesMaxOf(record);
    const target = sizeMax <= this.#free.length ? this.#free : Buffer.allocUnsafeSlow(sizeMax);
    const end = writeBatch(target, records, BigInt(nowMs));
    if (target === this.#free) this.#free = target.subarray(end);
    return target.subarray(0, end);
  }
}

function writeBatch(target: Buffer, records: readonly LogRecord[], time: bigint): number {
  let at = headBytes;
  let index = 0;
  for (const record of records) {
    at = writeRecord(target, at, record, index);
    index += 1;
  }
  target.writeBigInt64BE(0n, 0);
  target.writeInt32BE(at - 12, 8);
  target.writeInt32BE(-1, 12);
  target.writeInt8(magic, 16);
  target.writeInt16BE(0, checkedFrom);
  target.writeInt32BE(records.length - 1, 23);
  target.writeBigInt64BE(time, 27);
  target.writeBigInt64BE(time, 35);
  target.writeBigInt64BE(-1n, 43);
  target.writeInt16BE(-1, 51);
  target.writeInt32BE(-1, 53);
  target.writeInt32BE(records.length, 57);
  target.writeUInt32BE(crc32c(target.subarray(checkedFrom, at)), crcAt);
  return at;
}

function bytesMaxOf({ key, headers, value }: LogRecord): number {
  let bytes = 7 * varintBytesMax + key.length * utf8Max + value.length;
  for (const name in headers) {
    bytes += 2 * varintBytesMax + (name.length + (headers[name]?.length ?? 0)) * utf8Max;
  }
  return bytes;
}

function writeRecord(
  target: Buffer,
  from: number,
  { key, headers, value }: LogRecord,
  index: number,
): number {
  // The length stands first and is known last: its place is kept as long as it can become.
  const body = from + varintBytesMax;
  let at = body;
  target[at] = 0;
  at = writeVarint(target, at + 1, 0);
  at = writeVarint(target, at, index);
  at = writeText(target, at, key);
  at = writeVarint(target, at, value.length);
  target.set(value, at);
  at += value.length;
  let count = 0;
  for (const _ in headers) count += 1;
  at = writeVarint(target, at, count);
  for (const name in headers) {
    at = writeText(target, at, name);
    at = writeText(target, at, headers[name] ?? '');
  }
  const start = writeVarint(target, from, at - body);
  target.copyWithin(start, body, at);
  return start + at - body;
}

/** Its bytes are as many as its letters where it is plain; where it is not, it is written once more behind their number. */
function writeText(target: Buffer, from: number, text: string): number {
  const at = writeVarint(target, from, text.length);
  const bytes = target.write(text, at);
  if (bytes === text.length) return at + bytes;
  const start = writeVarint(target, from, bytes);
  return start + target.write(text, start);
}

/** Zigzag, seven bits a byte, the lowest first. */
function writeVarint(target: Buffer, from: number, value: number): number {
  let rest = value * 2;
  let at = from;
  while (rest > 0x7f) {
    target[at] = (rest & 0x7f) | 0x80;
    rest = Math.floor(rest / 128);
    at += 1;
  }
  target[at] = rest;
  return at + 1;
}
