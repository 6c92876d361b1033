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

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Exchange extends Asked {
  readonly body: string;
  readonly answer: Said;
}

export interface Middle {
  /** The headers that the house gets; those of the client when it is left out. */
  ask?(asked: Asked): IncomingHttpHeaders;
  /** The answer that the client gets. */
  hear(exchange: Exchange): Said;
}

export interface Between {
  readonly url: string;
  stop(): Promise<void>;
}

/** A name that stands for the connection, not for the message. */
const ofConnection = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];

export async function standBetween(houseUrl: string, middle: Middle): Promise<Between> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (asked, response) => {
    try {
      const body = await buffer(asked);
      const { method = '', url: path = '' } = asked;
      const request = { method, path, headers: asked.headers };
      const headers = middle.ask?.(request) ?? request.headers;
      const answer = await forward(houseUrl, agent, { ...request, headers }, body);
      const said = middle.hear({ ...request, body: body.toString(), answer });
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
  { method, path, headers }: Asked,
  body: Buffer,
): Promise<Said> {
  const sent = request(houseUrl, {
    ...{ agent, method, path },
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
