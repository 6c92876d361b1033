/** Eight bytes, the highest first: exact up to 2^53, which offsets, positions, and times in microseconds are below. */
export function int64At(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
}
