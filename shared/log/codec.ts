/**
 * The bytes of a batch: what goes in comes out, and a damaged batch throws instead of giving other
 * records. Header names are written once per batch, a header's value only where it changes.
 *
 * u8 version | u16 shapes, each: u8 names, each: u8 length, bytes | u32 records, each:
 * u16 shape | u16 length, key | per name of the shape: u16 length or `same`, value | u32 length, value
 */
import assert from 'node:assert/strict';
import type { LogRecord, StoredRecord } from './log.ts';

const version = 1;
/** Instead of a length: the value this header had in the record of this shape before. */
const same = 0xffff;
export const textBytesMax = same - 1;
export const headersMax = 0xff;
const shapesMax = 0xffff;
/** Lower case, and starting with a letter, so never a name that JavaScript objects give a meaning to. */
const headerName = /^[a-z][a-z0-9_.-]{0,254}$/;

/** Bytes of UTF-8 per UTF-16 unit, at most. */
const utf8Max = 3;

export class MalformedBatch extends Error {
  override readonly name = 'MalformedBatch';
}

/** Records whose headers have the same names in the same order. */
interface Shape {
  readonly names: readonly string[];
  readonly last: (string | undefined)[];
}

/** About how many bytes a record takes, for limits; headers counted as characters. */
export function approximateBytes({ key, headers, value }: LogRecord): number {
  let bytes = value.length + key.length + 8;
  for (const name in headers) bytes += (headers[name]?.length ?? 0) + 2;
  return bytes;
}

export function encodeBatch(records: readonly LogRecord[]): Buffer {
  const shapes: Shape[] = [];
  const shapeOf = new Uint16Array(records.length);
  let sizeMax = 7;
  let index = 0;
  for (const [at, { key, headers, value }] of records.entries()) {
    const names = Object.keys(headers);
    const known = shapes[index];
    if (known === undefined || !sameNames(known.names, names)) {
      index = shapes.findIndex((each) => sameNames(each.names, names));
      if (index === -1) {
        index = shapes.push(shape(names)) - 1;
        for (const name of names) sizeMax += 1 + name.length;
        sizeMax += 1;
      }
    }
    shapeOf[at] = index;
    sizeMax += 8 + key.length * utf8Max + value.length;
    for (const name of names) sizeMax += 2 + (headers[name]?.length ?? 0) * utf8Max;
  }
  assert(shapes.length <= shapesMax, `a batch has at most ${shapesMax} shapes of headers`);
  return write(records, shapes, shapeOf, Buffer.allocUnsafe(sizeMax));
}

function shape(names: readonly string[]): Shape {
  assert(names.length <= headersMax, `a record has at most ${headersMax} headers`);
  for (const name of names) assert(headerName.test(name), `not the name of a header: ${name}`);
  return { names, last: names.map(() => undefined) };
}

function sameNames(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i += 1) if (left[i] !== right[i]) return false;
  return true;
}

function write(
  records: readonly LogRecord[],
  shapes: readonly Shape[],
  shapeOf: Uint16Array,
  target: Buffer,
): Buffer {
  target[0] = version;
  let at = target.writeUInt16BE(shapes.length, 1);
  for (const { names } of shapes) {
    at = target.writeUInt8(names.length, at);
    for (const name of names) {
      at = target.writeUInt8(name.length, at);
      at += target.write(name, at, 'latin1');
    }
  }
  at = target.writeUInt32BE(records.length, at);
  for (let i = 0; i < records.length; i += 1) {
    const record = records[i];
    const index = shapeOf[i];
    const known = index === undefined ? undefined : shapes[index];
    assert(record !== undefined && index !== undefined && known !== undefined);
    at = target.writeUInt16BE(index, at);
    at = writeText(target, at, record.key);
    const { names, last } = known;
    for (let n = 0; n < names.length; n += 1) {
      const value = record.headers[names[n] ?? ''] ?? '';
      if (value === last[n]) {
        at = target.writeUInt16BE(same, at);
      } else {
        last[n] = value;
        at = writeText(target, at, value);
      }
    }
    at = target.writeUInt32BE(record.value.length, at);
    target.set(record.value, at);
    at += record.value.length;
  }
  return target.subarray(0, at);
}

function writeText(target: Buffer, at: number, text: string): number {
  const bytes = target.write(text, at + 2);
  assert(bytes <= textBytesMax, `a key or header has at most ${textBytesMax} bytes`);
  target.writeUInt16BE(bytes, at);
  return at + 2 + bytes;
}

export interface BatchPlace {
  /** Of the batch's first record. */
  readonly firstOffset: number;
  readonly appendedAtMs: number;
}

/**
 * Appends to `into` the records from offset `from` on, until it holds `recordsMax`. Values share
 * the batch's memory: who keeps one for long copies it. Returns how many records the batch has.
 */
export function decodeBatch(
  payload: Buffer,
  { firstOffset, appendedAtMs }: BatchPlace,
  from: number,
  recordsMax: number,
  into: StoredRecord[],
): number {
  const end = payload.length;
  let at = 0;

  /** Moves past `bytes` that must be there, and says where they begin. */
  function pass(bytes: number): number {
    const start = at;
    at += bytes;
    if (at > end) throw new MalformedBatch(`ends at byte ${end}, inside a field of ${bytes} bytes`);
    return start;
  }
  function text(): string {
    const start = pass(payload.readUInt16BE(pass(2)));
    return payload.toString('utf8', start, at);
  }

  if (payload[pass(1)] !== version)
    throw new MalformedBatch(`version ${payload[0]} is not ${version}`);
  const shapes: Shape[] = [];
  const shapeCount = payload.readUInt16BE(pass(2));
  for (let s = 0; s < shapeCount; s += 1) {
    const names: string[] = [];
    const nameCount = payload.readUInt8(pass(1));
    for (let n = 0; n < nameCount; n += 1) {
      const start = pass(payload.readUInt8(pass(1)));
      const name = payload.toString('latin1', start, at);
      if (!headerName.test(name)) throw new MalformedBatch(`not the name of a header: ${name}`);
      names.push(name);
    }
    shapes.push({ names, last: names.map(() => undefined) });
  }
  const count = payload.readUInt32BE(pass(4));
  for (let i = 0; i < count; i += 1) {
    const known = shapes[payload.readUInt16BE(pass(2))];
    if (known === undefined) throw new MalformedBatch(`record ${i} has a shape that is not there`);
    const key = text();
    const { names, last } = known;
    const headers: Record<string, string> = {};
    for (let n = 0; n < names.length; n += 1) {
      const length = payload.readUInt16BE(pass(2));
      let value = last[n];
      if (length !== same) {
        const start = pass(length);
        value = payload.toString('utf8', start, at);
        last[n] = value;
      }
      if (value === undefined) throw new MalformedBatch(`record ${i} repeats a header nobody had`);
      headers[names[n] ?? ''] = value;
    }
    const start = pass(payload.readUInt32BE(pass(4)));
    const offset = firstOffset + i;
    if (offset >= from && into.length < recordsMax) {
      into.push({ key, headers, value: payload.subarray(start, at), offset, appendedAtMs });
    }
  }
  if (at !== end) throw new MalformedBatch(`${end - at} bytes after the last record`);
  return count;
}
