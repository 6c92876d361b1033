/** An exchange over the web's `Request` and `Response`: in tests, and wherever a platform gives these. */
import type { Exchange, HeaderValues } from './exchange.ts';
import { readAtMost } from './read-at-most.ts';

export function webExchange(request: Request, headers = headersOf(request)): Exchange {
  return {
    headers,
    peer: 'unknown',
    async body(bytesMax) {
      if (Number(headers['content-length']) > bytesMax) return 'too_large';
      const { bytes, cut } = await readAtMost(request.body, bytesMax);
      return cut ? 'too_large' : bytes;
    },
    signal: () => request.signal,
    send: ({ status, headers: given, body }) =>
      new Response(body ?? null, { status, headers: given }),
  };
}

function headersOf(request: Request): HeaderValues {
  return Object.fromEntries(request.headers);
}
