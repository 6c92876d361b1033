/** Stands between a client and a house, sees every exchange whole, and may answer something else. */
import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Said {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Exchange {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly answer: Said;
}

export interface Between {
  readonly url: string;
  stop(): Promise<void>;
}

/** A name that stands for the connection, not for the message. */
const ofConnection = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];

/** `hear` gives the answer that the client gets. */
export async function standBetween(
  houseUrl: string,
  hear: (exchange: Exchange) => Said,
): Promise<Between> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (asked, response) => {
    try {
      const body = await buffer(asked);
      const answer = await forward(houseUrl, agent, asked, body);
      const { method = '', url: path = '', headers } = asked;
      const said = hear({ method, path, headers, body: body.toString(), answer });
      response.writeHead(said.status, without(said.headers));
      response.end(said.body);
    } catch (error) {
      // Seen by the client as a fault of the house, which it was or will be taken for.
      response.writeHead(502).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      agent.destroy();
    },
  };
}

function without(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !ofConnection.includes(name)),
  );
}

async function forward(
  houseUrl: string,
  agent: Agent,
  { method = '', url = '', headers }: IncomingMessage,
  body: Buffer,
): Promise<Said> {
  const sent = request(houseUrl, {
    ...{ agent, method, path: url },
    headers: {
      ...without(headers),
      ...(body.length === 0 ? {} : { 'content-length': body.length }),
    },
  });
  sent.end(body);
  const [answer]: IncomingMessage[] = await once(sent, 'response');
  if (answer === undefined) throw new Error('no answer');
  const text = (await buffer(answer)).toString();
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: text };
}
