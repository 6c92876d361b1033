/** Serves a Hono app on `node:http`, each request with its exchange and none of the web's classes. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Hono } from 'hono';
import type { Bindings } from './exchange-of.ts';
import { NodeExchange } from './node-exchange.ts';

export function nodeListener(app: Pick<Hono, 'fetch'>): RequestListener {
  return (incoming, outgoing) => {
    const bindings: Bindings = { exchange: new NodeExchange(incoming, outgoing) };
    const end = (): void => ended(outgoing);
    try {
      const handled = app.fetch(seenByHono(incoming), bindings);
      if (handled instanceof Promise) handled.then(end, end);
      else end();
    } catch {
      end();
    }
  };
}

/** All that routing looks at; every other question goes to the exchange. HEAD is a GET whose body stays here. */
function seenByHono({ method = 'GET', url = '/' }: IncomingMessage): Request {
  // A caller that takes us for a proxy sends the whole URL.
  const whole = url.startsWith('/') ? `http://here${url}` : wholeUrl(url);
  const seen = { method: method === 'HEAD' ? 'GET' : method, url: whole };
  return seen as unknown as Request;
}

function wholeUrl(target: string): string {
  return /^https?:\/\/[^/]+\//.test(target) ? target : `http://here/${target}`;
}

/** Handlers answer whatever befalls them; if one did not, nobody waits for it. */
function ended(outgoing: ServerResponse): void {
  if (!outgoing.headersSent) outgoing.writeHead(500, { 'content-length': '0' }).end();
}
