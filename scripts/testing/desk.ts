/** A front desk for tests: a property, and bookings through the API, with answers as they are. */
import { randomUUID } from 'node:crypto';
import { type Operations, operations, type SubmitReservation } from '#schema/client.generated.ts';
import { createClient } from '#shared/client/client.ts';
import type { Decided, Inputs } from '#shared/client/types.ts';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test names the member it expects, and fails when it is not there
  readonly body: any;
  readonly headers: globalThis.Headers;
}

type Headers = Readonly<Record<string, string>>;

export interface Desk {
  /** What a test needs done before it begins, by the typed client: anything but done fails it. */
  call<Name extends keyof Operations>(
    name: Name,
    ...inputs: Inputs<Operations[Name]>
  ): Promise<Decided<Operations[Name]>>;
  post(path: string, body: object, key?: string, headers?: Headers): Promise<Answer>;
  get(path: string, headers?: Headers): Promise<Answer>;
  /** Any request, as it is given; what is `undefined` is left out, the token of the desk too. */
  send(
    method: string,
    path: string,
    more?: {
      readonly body?: string | ReadableStream<Uint8Array>;
      readonly headers?: Readonly<Record<string, string | undefined>>;
    },
  ): Promise<Answer>;
}

/** Longer than any request may take. */
const requestTimeoutMs = 25_000;

export function deskAt(url: string, token: string, fixed: Headers = {}): Desk {
  const send: Desk['send'] = async (method, path, { body, headers = {} } = {}) => {
    const all = { ...fixed, authorization: `Bearer ${token}`, ...headers };
    const given = Object.entries(all).filter((entry): entry is [string, string] => {
      return entry[1] !== undefined;
    });
    const response = await fetch(`${url}${path}`, {
      method,
      headers: given,
      ...(body === undefined ? {} : { body }),
      ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      body: text === '' ? undefined : isJson ? JSON.parse(text) : text,
      headers: response.headers,
    };
  };
  const client = createClient<Operations>(operations, { url, token: () => token });
  return {
    async call(name, ...inputs) {
      const outcome = await client.call(name, ...inputs);
      if (outcome.kind !== 'done' || Number(outcome.status) === 202)
        throw new Error(`${name}: ${JSON.stringify(outcome)}`);
      // Without 202 it is what was decided; the compiler does not follow a name it does not know.
      return outcome.body as Decided<Operations[typeof name]>;
    },
    send,
    get: (path, headers = {}) => send('GET', path, { headers }),
    post: (path, body, key = randomUUID(), headers = {}) =>
      send('POST', path, {
        headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
        body: JSON.stringify(body),
      }),
  };
}

export const businessDate = '2026-01-01';

export function property(physical: number): Operations['open-property']['body'] {
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
export function stay(from: number, nights: number, roomType = 'DBL'): SubmitReservation {
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
