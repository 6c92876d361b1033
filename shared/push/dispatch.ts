/** The ways an event gets to its subscriber: a call within the process, or a POST to another one. */
import type { Hono } from 'hono';
import { binaryMessage } from '#shared/events/http-event.ts';
import type { Dispatch } from './verdict.ts';

/** Longer than a subscriber may take; then it has not answered, whatever it still does. */
export const dispatchMsMax = 30_000;

export function inProcess(app: Hono): Dispatch {
  return async (event) => {
    const { headers, body } = binaryMessage(event);
    const request = new Request('http://subscriber/', { method: 'POST', headers, body });
    // As Node's server hands them over, so that nobody takes the `Headers` apart again.
    const incoming = { headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } };
    return app.fetch(request, { incoming });
  };
}

/** `url` is the house's own configuration, never an event's or a caller's. */
export function httpDispatch(url: string): Dispatch {
  return async (event) => {
    const { headers, body } = binaryMessage(event);
    return fetch(url, {
      method: 'POST',
      headers,
      body,
      // A subscriber answers itself; where it points to is not where events go.
      redirect: 'manual',
      signal: AbortSignal.timeout(dispatchMsMax),
    });
  };
}
