/** What comes of a request after its answer: read and dropped, so that the answer is heard, and not for ever. */
import type { IncomingMessage } from 'node:http';

/** A caller that still writes hears of a refusal only when it has written or looks up; most do at once. */
const restMsMax = 500;
/** What an ordinary caller has on its way; beyond it reading costs more than a new connection. */
const restBytesMax = 8 * 1024 * 1024;

export function dropRest(incoming: IncomingMessage): void {
  if (incoming.complete) return;
  let bytes = 0;
  // After what is written has left, so that the answer is not torn up with the connection.
  const cut = (): void => incoming.socket.destroySoon();
  const timer = setTimeout(cut, restMsMax);
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > restBytesMax) cut();
  });
  incoming.once('close', () => clearTimeout(timer));
  incoming.resume();
}
