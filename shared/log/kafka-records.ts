/**
 * Reads record batches (their layout stands in `kafka-batch.ts`) where they lie: a value shares the memory of its
 * answer, a text that stands in the record before it is not made again. A reader of the library makes an object
 * for each field, which cost more than the rest of a record.
 */
import { Reader, type RecordsBatch, readRecordsBatch } from '@platformatic/kafka';
import { int64At } from '#shared/int64.ts';
import { MalformedBatch } from './codec.ts';
import { headBytes, magic } from './kafka-batch.ts';
import type { StoredRecord } from './log.ts';

const compression = 0b111;
/** The batch has one time, the log's own. */
const isLogTime = 0b1000;
const isControl = 0b10_0000;
/** Longer texts are seldom those of the record before, and cost as much to compare as to make. */
const comparedBytesMax = 48;

/** Without any, so that no name of a stranger's header means something to JavaScript. */
class Headers {
  [name: string]: string;
}
Object.assign(Headers.prototype, { constructor: undefined });
Object.setPrototypeOf(Headers.prototype, null);

/**
 * Appends to `into` the records from offset `from` on, and says where the next ones begin. What only
 * transactions write is left out, and a last batch that has not come whole.
 */
export function readBatches(bytes: Buffer, from: number, into: StoredRecord[]): number {
  let next = from;
  for (let at = 0; at + headBytes <= bytes.length; ) {
    const end = at + 12 + bytes.readInt32BE(at + 8);
    if (end > bytes.length) break;
    if (bytes[at + 16] !== magic)
      throw new MalformedBatch(`magic ${bytes[at + 16]} is not ${magic}`);
    const attributes = bytes.readInt16BE(at + 21);
    const batch = bytes.subarray(at, end);
    if ((attributes & isControl) === 0) {
      if ((attributes & compression) === 0) readPlain(batch, attributes, from, into);
      else decompressed(readRecordsBatch(Reader.from(batch)), from, into);
    }
    next = Math.max(next, int64At(bytes, at) + bytes.readInt32BE(at + 23) + 1);
    at = end;
  }
  return next;
}

function readPlain(batch: Buffer, attributes: number, from: number, into: StoredRecord[]): void {
  const first = int64At(batch, 0);
  const byLog = (attributes & isLogTime) !== 0;
  const time = int64At(batch, byLog ? 35 : 27);
  const cursor = new Cursor(batch, headBytes);
  for (let left = batch.readInt32BE(57); left > 0; left -= 1) {
    const length = cursor.varint();
    const end = cursor.at + length;
    cursor.at += 1;
    const timeDelta = cursor.varint();
    const offset = first + cursor.varint();
    if (offset < from) {
      cursor.at = end;
      continue;
    }
    cursor.field = 0;
    const key = cursor.text();
    const value = cursor.bytes();
    const headers = new Headers();
    for (let headersLeft = cursor.varint(); headersLeft > 0; headersLeft -= 1) {
      const name = cursor.text();
      headers[name] = cursor.text();
    }
    if (cursor.at !== end) throw new MalformedBatch(`a record ends at ${end}, not ${cursor.at}`);
    into.push({ key, headers, value, offset, appendedAtMs: byLog ? time : time + timeDelta });
  }
}

/** Goes over one batch. The fields of a record have numbers, so that each knows what it was in the record before. */
class Cursor {
  readonly #batch: Buffer;
  readonly #texts: string[] = [];
  readonly #starts: number[] = [];
  readonly #lengths: number[] = [];
  at: number;
  field = 0;

  constructor(batch: Buffer, at: number) {
    this.#batch = batch;
    this.at = at;
  }

  /** Zigzag, seven bits a byte, the lowest first. */
  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#batch[this.at];
      if (byte === undefined) throw new MalformedBatch('a batch ends inside a number');
      this.at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  }

  /** None is as good as empty. */
  bytes(): Buffer {
    const length = this.#pass();
    return this.#batch.subarray(this.at - length, this.at);
  }

  text(): string {
    const length = this.#pass();
    const start = this.at - length;
    const field = this.field;
    this.field += 1;
    if (this.#lengths[field] === length && this.#isAsAt(this.#starts[field] ?? 0, start, length))
      return this.#texts[field] ?? '';
    const text = this.#batch.toString('utf8', start, this.at);
    this.#texts[field] = text;
    this.#starts[field] = start;
    this.#lengths[field] = length;
    return text;
  }

  /** Over a field, and says how long it was; one that is not there has a length of -1. */
  #pass(): number {
    const length = Math.max(0, this.varint());
    this.at += length;
    if (this.at > this.#batch.length) throw new MalformedBatch('a batch ends inside a field');
    return length;
  }

  #isAsAt(known: number, start: number, length: number): boolean {
    if (length > comparedBytesMax) return false;
    for (let byte = 0; byte < length; byte += 1)
      if (this.#batch[known + byte] !== this.#batch[start + byte]) return false;
    return true;
  }
}

function decompressed(batch: RecordsBatch, from: number, into: StoredRecord[]): void {
  const first = Number(batch.firstOffset);
  const byLog = (batch.attributes & isLogTime) !== 0;
  const time = byLog ? batch.maxTimestamp : batch.firstTimestamp;
  for (const record of batch.records) {
    const offset = first + record.offsetDelta;
    if (offset < from) continue;
    const headers = new Headers();
    for (const [name, value] of record.headers)
      if (name !== null) headers[name.toString()] = value?.toString() ?? '';
    into.push({
      key: record.key?.toString() ?? '',
      headers,
      value: record.value ?? Buffer.alloc(0),
      offset,
      appendedAtMs: Number(byLog ? time : time + record.timestampDelta),
    });
  }
}
