/** Takes one CloudEvent out of a request, or gives the answer to a request that holds none. */
import type { Answer, Exchange } from '#shared/http/exchange.ts';
import type { CloudEvent } from './cloud-event.ts';
import { bodyBytesMax, parseHttpEvent } from './http-event.ts';

/** What a dead letter can carry of it. */
const reasonCharactersMax = 1_000;

export async function readEvent(
  exchange: Exchange,
): Promise<{ readonly event: CloudEvent } | { readonly refused: Answer }> {
  const body = await exchange.body(bodyBytesMax);
  if (body === 'too_large')
    return { refused: plainAnswer(413, `the body has more than ${bodyBytesMax} bytes`) };
  const event = parseHttpEvent(exchange.headers, body);
  if (!('fault' in event)) return { event };
  return { refused: plainAnswer(event.fault === 'too_large' ? 413 : 400, event.detail) };
}

/** Events are sent by machines, which keep the status and, where they have room, the reason. */
export function plainAnswer(status: number, reason: string): Answer {
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  return { status, headers, body: reason.slice(0, reasonCharactersMax) };
}
