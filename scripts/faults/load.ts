/** Clients that book in parallel and never give up on a key: "later", a lost connection and silence are asked again. */
import { setTimeout as delay } from 'node:timers/promises';
import { newKey } from '#shared/client/new-key.ts';
import { commandId } from '#shared/commands/command.ts';
import { property, stay } from '../testing/desk.ts';
import type { FinalAnswer, Intent, Journal } from './journal.ts';

export interface LoadOptions {
  /** Of the door for bookings, and of the one for properties. */
  readonly url: string;
  readonly opening: string;
  readonly token: string;
  /** What the token says: part of a command's identity. */
  readonly tenantId: string;
  readonly client: string;
  readonly propertyIds: readonly string[];
  readonly clients: number;
  readonly journal: Journal;
  /** How long a client waits for an answer: above the longest wait for a decision, unless said. */
  readonly requestTimeoutMs?: number;
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
/** Properties are opened seldom, but so that subscribers always have something before them. */
const openPauseMs = 250;
/** Above the longest wait for a decision. */
const defaultRequestTimeoutMs = 12_000;
const retryMsMin = 30;
const retryMsMax = 500;
/** One in so many is asked again after its answer: the second must be as the first. */
const askAgainOneIn = 5;
/** One in so many wants no more than an acknowledgement, and never asks again. */
const acknowledgedOneIn = 5;

export function startLoad(options: LoadOptions): Load {
  let stopping = false;
  const clients = Array.from({ length: options.clients }, async (_, client) => {
    const propertyId = options.propertyIds[client % options.propertyIds.length] ?? '';
    while (!stopping) {
      await bookOnce(options, propertyId);
      await delay(Math.random() * pauseMsMax);
    }
  });
  const opening = (async () => {
    while (!stopping) {
      await openOnce(options);
      await delay(openPauseMs);
    }
  })();
  return {
    async stop() {
      stopping = true;
      await Promise.all([...clients, opening]);
    },
  };
}

interface Wanted {
  readonly intent: Intent;
  readonly url: string;
  readonly body: string;
  /** Takes "we have it" for an answer. */
  readonly acknowledged: boolean;
}

async function bookOnce(options: LoadOptions, propertyId: string): Promise<void> {
  const path = `/v1/properties/${propertyId}/reservations`;
  const body = JSON.stringify(
    stay(Math.floor(Math.random() * daysAhead), 1 + Math.floor(Math.random() * nightsMax)),
  );
  const wanted = {
    intent: intend(options, 'book', path, propertyId),
    ...{ url: options.url + path, body, acknowledged: oneIn(acknowledgedOneIn) },
  };
  await settle(options, wanted);
  if (!wanted.acknowledged && oneIn(askAgainOneIn)) await settle(options, wanted);
}

async function openOnce(options: LoadOptions): Promise<void> {
  const path = '/v1/properties';
  const body = JSON.stringify(property(1));
  const intent = intend(options, 'open', path, '');
  await settle(options, { intent, url: options.opening + path, body, acknowledged: false });
}

function intend(
  { journal, tenantId, client }: LoadOptions,
  kind: Intent['kind'],
  path: string,
  propertyId: string,
): Intent {
  const key = newKey();
  const id = commandId({ tenantId, client, method: 'POST', path, idempotencyKey: key });
  return journal.open({ kind, key, propertyId, commandId: id, sentMs: performance.now() });
}

async function settle(options: LoadOptions, wanted: Wanted): Promise<void> {
  wanted.intent.asked += 1;
  for (let retryMs = retryMsMin; ; retryMs = Math.min(retryMs * 2, retryMsMax)) {
    const answer = await send(options, wanted);
    if (answer !== 'again') return options.journal.answered(wanted.intent, answer);
    await delay(retryMs);
  }
}

async function send(options: LoadOptions, wanted: Wanted): Promise<FinalAnswer | 'again'> {
  const { intent } = wanted;
  let response: Response;
  let text: string;
  try {
    response = await fetch(wanted.url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${options.token}`,
        'content-type': 'application/json',
        'idempotency-key': intent.key,
        ...(wanted.acknowledged ? { prefer: 'respond-async' } : {}),
      },
      body: wanted.body,
      signal: AbortSignal.timeout(options.requestTimeoutMs ?? defaultRequestTimeoutMs),
    });
    text = await response.text();
  } catch {
    // Cut off before or while it answered: nobody knows, so the key is sent again.
    intent.unknown += 1;
    return 'again';
  }
  const { status } = response;
  if (status === 201) return { status, id: JSON.parse(text).id };
  if (status === 409) return { status, id: undefined };
  if (status === 202 && wanted.acknowledged) return { status, id: JSON.parse(text).id };
  if (status !== 202 && status !== 503)
    options.journal.surprised(`${status} ${text.slice(0, 300)}`);
  if (status === 202 || text.includes('"outcome_unknown"')) intent.unknown += 1;
  return 'again';
}

function oneIn(count: number): boolean {
  return Math.random() * count < 1;
}
