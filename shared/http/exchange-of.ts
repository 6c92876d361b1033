/** The exchange of a request that Hono has routed: the edge's own, or one over what Hono was given. */
import type { Context } from 'hono';
import type { Exchange } from './exchange.ts';
import { webExchange } from './web-exchange.ts';

/** What Hono is handed beside a request by an edge that carries its exchange. */
export interface Bindings {
  readonly exchange?: Exchange;
}

export function exchangeOf(c: Context): Exchange {
  const bindings: Bindings | undefined = c.env;
  return bindings?.exchange ?? webExchange(c.req.raw);
}
