/** The form of a backup: gzip around frames, each JSON (`J`) or bytes of COPY (`D`), ended by a last JSON frame. */
import assert from 'node:assert/strict';
import { SetupProblem } from './setup-problem.ts';

export type Frame =
  | { readonly kind: 'J'; readonly json: unknown }
  | { readonly kind: 'D'; readonly bytes: Buffer };

const kinds = { J: 0x4a, D: 0x44 } as const;
/** Kind and length. */
const headBytes = 5;
/** COPY hands out a socket's worth at a time; a longer length is a damaged file, not a frame. */
const frameBytesMax = 16 * 1024 ** 2;

export function encodeFrame(frame: Frame): Buffer {
  const body = frame.kind === 'D' ? frame.bytes : Buffer.from(JSON.stringify(frame.json));
  assert(body.length <= frameBytesMax, `a frame of ${body.length} bytes`);
  const head = Buffer.alloc(headBytes);
  head[0] = kinds[frame.kind];
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

export async function* decodeFrames(source: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let frame = firstFrame(rest); frame !== undefined; frame = firstFrame(rest)) {
      rest = rest.subarray(frame.bytesTaken);
      yield frame.frame;
    }
  }
  if (rest.length > 0) {
    throw damaged();
  }
}

function firstFrame(bytes: Buffer): { frame: Frame; bytesTaken: number } | undefined {
  if (bytes.length < headBytes) {
    return undefined;
  }
  const length = bytes.readUInt32BE(1);
  const kind = bytes[0];
  if (length > frameBytesMax || (kind !== kinds.J && kind !== kinds.D)) {
    throw damaged();
  }
  const bytesTaken = headBytes + length;
  if (bytes.length < bytesTaken) {
    return undefined;
  }
  const body = bytes.subarray(headBytes, bytesTaken);
  const frame: Frame =
    kind === kinds.D
      ? { kind: 'D', bytes: body }
      : { kind: 'J', json: JSON.parse(body.toString('utf8')) };
  return { frame, bytesTaken };
}

export function damaged(cause?: unknown): SetupProblem {
  return new SetupProblem('The backup is damaged or not whole; use another one.', { cause });
}
