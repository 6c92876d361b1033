/** A stream as the body of an answer on `node:http`: as quick as its reader, ended with either of them. */
import type { ServerResponse } from 'node:http';

export async function pour(
  stream: ReadableStream<Uint8Array>,
  outgoing: ServerResponse,
  headOnly: boolean,
): Promise<void> {
  const reader = stream.getReader();
  const leave = (): void => {
    // It may have ended by itself, or failed: nothing is left to be told.
    reader.cancel().catch(() => undefined);
  };
  if (headOnly || outgoing.destroyed) {
    outgoing.end();
    return leave();
  }
  outgoing.once('close', leave);
  // The first of it may be long in coming; who waits for it should know that it will.
  outgoing.flushHeaders();
  try {
    // As many rounds as the stream has parts; it ends with its reader.
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (!outgoing.write(part.value)) await drained(outgoing);
    }
    outgoing.end();
  } catch {
    // Whoever reads must see that this was not the end of it.
    outgoing.destroy();
  }
}

function drained(outgoing: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = (): void => {
    outgoing.off('drain', done).off('close', done);
    resolve();
  };
  if (outgoing.destroyed) resolve();
  else outgoing.on('drain', done).on('close', done);
  return promise;
}
