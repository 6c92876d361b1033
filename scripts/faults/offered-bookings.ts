/** Bookings offered in an open loop, each of which stands in the journal with what became of it, unless it was shed. */
import { randomInt } from 'node:crypto';
import { newKey } from '#shared/client/new-key.ts';
import { commandId } from '#shared/commands/command.ts';
import { deskAt, stay } from '../testing/desk.ts';
import type { FinalAnswer } from './journal.ts';
import { type Heard, type Offered, offer } from './open-loop.ts';
import { client, type World } from './world.ts';

const daysAhead = 1_000;

export const isDone = ({ status }: Heard): boolean => status === 201;
export const isShed = ({ status, retryAfter }: Heard): boolean =>
  (status === 429 || status === 503) && retryAfter;

export function donePerSecond({ heard }: Offered, ms: number): number {
  return heard.filter((each) => isDone(each) && each.atMs <= ms).length / (ms / 1000);
}

export function strangeOf({ heard, unheard }: Offered): string[] {
  const strange = heard.filter((each) => !isDone(each) && !isShed(each));
  return [
    ...strange.map(({ status, body }) => `somebody was answered ${status} ${body.slice(0, 200)}`),
    ...unheard.map((request) => `request ${request} was never answered`),
  ];
}

export interface Bookings {
  offer(ratePerSecond: number, forMs: number): Promise<Offered>;
  /** Asks again where the answer did not say what became of it. */
  settle(): Promise<void>;
}

/** Each offered booking that was not shed stands in the journal, with what became of it. */
export function bookingsOf(
  { stack, token, tenantId, journal }: World,
  propertyId: string,
): Bookings {
  const path = `/v1/properties/${propertyId}/reservations`;
  const unsettled: { readonly key: string; readonly body: string; readonly sentMs: number }[] = [];
  const port = Number(new URL(stack.door).port);

  function note(key: string, sentMs: number, answer: FinalAnswer): void {
    const id = commandId({ tenantId, client, method: 'POST', path, idempotencyKey: key });
    const intent = journal.open({ kind: 'book', key, commandId: id, propertyId, sentMs });
    journal.answered(intent, answer);
  }

  return {
    async offer(ratePerSecond, forMs) {
      const sentMs = performance.now();
      const sent: { readonly key: string; readonly body: string }[] = [];
      const offered = await offer({
        ...{ port, ratePerSecond, forMs },
        next() {
          const key = newKey();
          const body = JSON.stringify(stay(randomInt(daysAhead), 1));
          sent.push({ key, body });
          return Buffer.from(
            `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n` +
              `content-type: application/json\r\nidempotency-key: ${key}\r\n` +
              `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
          );
        },
      });
      for (const heard of offered.heard) {
        const wanted = sent[heard.request];
        if (wanted === undefined) continue;
        if (isDone(heard)) note(wanted.key, sentMs, { status: 201, id: JSON.parse(heard.body).id });
        else if (!heard.body.includes('"busy"') && !heard.body.includes('"rate_limited"'))
          unsettled.push({ ...wanted, sentMs });
      }
      for (const request of offered.unheard) {
        const wanted = sent[request];
        if (wanted !== undefined) unsettled.push({ ...wanted, sentMs });
      }
      return offered;
    },
    async settle() {
      const desk = deskAt(stack.door, token);
      for (const { key, body, sentMs } of unsettled) {
        const { status, body: said } = await desk.post(path, JSON.parse(body), key);
        if (status === 201) note(key, sentMs, { status, id: said.id });
        else journal.surprised(`${status} to a key that was asked again`);
      }
    },
  };
}
