/** Clients that book in parallel and never give up on a key: "later", a lost connection and silence are asked again. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { commandId } from '#shared/commands/command.ts';
import { stay } from '../testing/desk.ts';
import type { FinalAnswer, Intent, Journal } from './journal.ts';

export interface LoadOptions {
  readonly url: string;
  readonly token: string;
  /** What the token says: part of a command's identity. */
  readonly tenantId: string;
  readonly client: string;
  readonly propertyIds: readonly string[];
  readonly clients: number;
  readonly journal: Journal;
}

export interface Load {
  /** Resolves when every key that was sent has its final answer. */
  stop(): Promise<void>;
}

/** Nights that bookings spread over: enough that most find a room, few enough that some do not. */
const daysAhead = 200;
const nightsMax = 3;
/** Between two bookings of one client: load, but not all of a small machine. */
const pauseMsMax = 60;
/** Of a request without an answer: above the longest wait for a decision. */
const requestTimeoutMs = 12_000;
const retryMsMin = 30;
const retryMsMax = 500;
/** One in so many is asked again after its answer: the second must be as the first. */
const askAgainOneIn = 10;

export function startLoad(options: LoadOptions): Load {
  let stopping = false;
  const clients = Array.from({ length: options.clients }, async (_, client) => {
    const propertyId = options.propertyIds[client % options.propertyIds.length] ?? '';
    while (!stopping) {
      await bookOnce(options, propertyId);
      await delay(Math.random() * pauseMsMax);
    }
  });
  return {
    async stop() {
      stopping = true;
      await Promise.all(clients);
    },
  };
}

async function bookOnce(options: LoadOptions, propertyId: string): Promise<void> {
  const { journal, tenantId, client } = options;
  const path = `/v1/properties/${propertyId}/reservations`;
  const key = randomUUID();
  const body = JSON.stringify(
    stay(Math.floor(Math.random() * daysAhead), 1 + Math.floor(Math.random() * nightsMax)),
  );
  const intent = journal.open({
    key,
    propertyId,
    commandId: commandId({ tenantId, client, method: 'POST', path, idempotencyKey: key }),
    sentMs: performance.now(),
  });
  await settle(options, intent, path, body);
  if (Math.random() * askAgainOneIn < 1) await settle(options, intent, path, body);
}

async function settle(
  options: LoadOptions,
  intent: Intent,
  path: string,
  body: string,
): Promise<void> {
  for (let retryMs = retryMsMin; ; retryMs = Math.min(retryMs * 2, retryMsMax)) {
    const answer = await send(options, intent, path, body);
    if (answer !== 'again') return options.journal.answered(intent, answer);
    await delay(retryMs);
  }
}

async function send(
  { url, token, journal }: LoadOptions,
  { key }: Intent,
  path: string,
  body: string,
): Promise<FinalAnswer | 'again'> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body,
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    text = await response.text();
  } catch {
    // Killed before or while it answered: nobody knows, so the key is sent again.
    return 'again';
  }
  const { status } = response;
  if (status === 201) return { status, reservationId: JSON.parse(text).id };
  if (status === 409) return { status, reservationId: undefined };
  if (status !== 202 && status !== 503) journal.surprised(`${status} ${text.slice(0, 300)}`);
  return 'again';
}
