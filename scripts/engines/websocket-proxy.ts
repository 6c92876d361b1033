/** Carries PostgreSQL's protocol between WebSockets and one server: what Neon's driver talks to. */
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { WebSocketServer } from 'ws';

export interface WebsocketProxy {
  /** `ws://…`, for `neonDriver({ proxyUrl })`. */
  readonly url: string;
  close(): Promise<void>;
}

/** RFC 6455: the policy of the house. */
const refused = 1008;

/** `url` is where everything goes; who asks for another address is refused. */
export async function websocketProxy(url: string): Promise<WebsocketProxy> {
  const { hostname, port } = new URL(url);
  const target = `${hostname}:${port}`;
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(server, 'listening');
  server.on('connection', (near, request) => {
    const asked = new URL(request.url ?? '/', 'ws://proxy').searchParams.get('address');
    if (asked !== target) {
      near.close(refused, 'not the server of this proxy');
      return;
    }
    const far = connect({ host: hostname, port: Number(port), noDelay: true });
    near.on('message', (bytes: Buffer) => far.write(bytes));
    far.on('data', (bytes) => near.send(bytes));
    near.on('close', () => far.destroy());
    far.on('close', () => near.terminate());
    near.on('error', () => far.destroy());
    far.on('error', () => near.terminate());
  });
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${own}/v1`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const near of server.clients) near.terminate();
      await closed;
    },
  };
}
