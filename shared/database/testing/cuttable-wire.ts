/** A wire between a test and its server that is cut at a word. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A TCP relay to the server that can cut the wire where a word passes. */
export async function cuttableWire(url: string) {
  const server = new URL(url);
  const sockets = new Set<Socket>();
  let cut: { readonly word: string; readonly when: 'before' | 'after' } | undefined;
  const relay = createServer((near) => {
    const far = connect(Number(server.port), server.hostname);
    sockets.add(near).add(far);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
    let deaf = false;
    near.on('data', (chunk) => {
      const now = cut !== undefined && chunk.includes(cut.word) ? cut.when : undefined;
      if (now === 'before') {
        near.destroy();
      } else {
        deaf = now === 'after';
        far.write(chunk);
      }
      cut = now === undefined ? cut : undefined;
    });
    far.on('data', (chunk) => {
      if (deaf) {
        near.destroy(); // the server has answered, and nobody will hear it
      } else {
        near.write(chunk);
      }
    });
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  onTestFinished(() => {
    relay.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  const near = new URL(server);
  near.port = String(portOf(relay));
  return {
    url: near.href,
    cutAt(word: string, when: 'before' | 'after') {
      cut = { word, when };
    },
  };
}

export function portOf(server: Server): number {
  return (server.address() as { port: number }).port;
}
