/** Lists as PostgreSQL's arrays in binary: one dimension, from element 1. */
import { type ElementType, unread, writeInt32 } from './postgres-elements.ts';

/** Dimensions, whether anything is NULL, the element's type; then length and first index of the one dimension. */
const [emptyBytes, headerBytes] = [12, 20];
/** Before each element; -1 is NULL. */
const lengthBytes = 4;
/** What a list of hundreds of rows needs. One that once was larger is not held for ever. */
const scratchBytes = 256 * 1024;

/** Where a list is written, its length unknown yet; what is sent is a copy, because sending comes later. */
let scratch = Buffer.allocUnsafeSlow(scratchBytes);

/** `undefined` when a value is not exactly of a form that the type knows: as text PostgreSQL judges it. */
export function arrayBytes(values: readonly unknown[], type: ElementType): Buffer | undefined {
  let end = headerBytes;
  let nulls = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    const at = end + lengthBytes;
    const space = spaceFor(value);
    if (at + space > scratch.length) grow(at + space, end);
    if (value === null || value === undefined) {
      nulls = 1;
      writeInt32(scratch, end, -1);
      end = at;
      continue;
    }
    const length = type.write(scratch, at, value);
    if (length === unread) return undefined;
    writeInt32(scratch, end, length);
    end = at + length;
  }
  writeInt32(scratch, 0, values.length === 0 ? 0 : 1);
  writeInt32(scratch, 4, nulls);
  writeInt32(scratch, 8, type.oid);
  writeInt32(scratch, 12, values.length);
  writeInt32(scratch, 16, 1);
  const bytes = Buffer.from(scratch.subarray(0, values.length === 0 ? emptyBytes : end));
  if (scratch.length > scratchBytes) scratch = Buffer.allocUnsafeSlow(scratchBytes);
  return bytes;
}

/** No character takes more than three bytes, and nothing that is no text more than eight. */
function spaceFor(value: unknown): number {
  if (typeof value === 'string') return value.length * 3;
  return value instanceof Uint8Array ? value.length : 8;
}

function grow(needed: number, written: number): void {
  const larger = Buffer.allocUnsafeSlow(needed * 2);
  scratch.copy(larger, 0, 0, written);
  scratch = larger;
}
