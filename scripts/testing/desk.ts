/** A front desk for tests: a property, and bookings through the API, with answers as they are. */
import { randomUUID } from 'node:crypto';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test names the member it expects, and fails when it is not there
  readonly body: any;
  readonly headers: Headers;
}

export interface Desk {
  post(path: string, body: object, key?: string): Promise<Answer>;
  get(path: string): Promise<Answer>;
}

/** Longer than any request may take. */
const requestTimeoutMs = 25_000;

export function deskAt(url: string, token: string, headers: Record<string, string> = {}): Desk {
  async function ask(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(`${url}${path}`, {
      ...init,
      headers: { ...headers, ...init.headers, authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    const text = await response.text();
    const body = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, body, headers: response.headers };
  }
  return {
    get: (path) => ask(path, { method: 'GET' }),
    post: (path, body, key = randomUUID()) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
      }),
  };
}

export const businessDate = '2026-01-01';

export function property(physical: number) {
  return {
    name: 'Test House',
    timeZone: 'Europe/Lisbon',
    currency: 'EUR',
    businessDate,
    roomTypes: [
      { code: 'DBL', name: 'Double', physical },
      { code: 'STE', name: 'Suite', physical },
    ],
  };
}

export function day(offset: number): string {
  return new Date(Date.parse(businessDate) + offset * 86_400_000).toISOString().slice(0, 10);
}

/** One stay; `from` and `nights` count in days from the first business date. */
export function stay(from: number, nights: number, roomType = 'DBL') {
  return {
    arrival: day(from),
    departure: day(from + nights),
    roomType,
    rates: Array.from({ length: nights }, (_, night) => ({
      night: day(from + night),
      amountMinor: 10_000,
      currency: 'EUR',
    })),
    adults: 2,
    guest: { lastName: 'Okoye' },
  };
}
