/** The ways an event gets to its subscriber: a call within the process, or a POST to another one. */
import type { Hono } from 'hono';
import { binaryMessage } from '#shared/events/http-event.ts';
import type { Bindings } from '#shared/http/exchange-of.ts';
import { webExchange } from '#shared/http/web-exchange.ts';
import type { Dispatch } from './verdict.ts';

/** As Knative's dispatcher says that an answer may be an event. */
const wantsReply = { prefer: 'reply' } as const;

/** Longer than a subscriber may take; then it has not answered, whatever it still does. */
export const dispatchMsMax = 30_000;

export function inProcess(app: Hono): Dispatch {
  return async (event) => {
    const { headers: described, body } = binaryMessage(event);
    const headers = { ...described, ...wantsReply };
    const request = new Request('http://subscriber/', { method: 'POST', headers, body });
    // The headers as they are, so that nobody takes the `Headers` apart again.
    const known = { ...headers, 'content-length': String(Buffer.byteLength(body)) };
    const bindings: Bindings = { exchange: webExchange(request, known) };
    return app.fetch(request, bindings);
  };
}

/** `url` is the house's own configuration, never an event's or a caller's. */
export function httpDispatch(url: string): Dispatch {
  return async (event) => {
    const { headers, body } = binaryMessage(event);
    return fetch(url, {
      method: 'POST',
      headers: { ...headers, ...wantsReply },
      body,
      // A subscriber answers itself; where it points to is not where events go.
      redirect: 'manual',
      signal: AbortSignal.timeout(dispatchMsMax),
    });
  };
}
