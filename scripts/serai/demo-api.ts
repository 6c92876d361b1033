/** Calls of the API that make demo data: repeated while a house is still starting, with keys that make it once. */
import { setTimeout as delay } from 'node:timers/promises';

export interface Access {
  readonly url: string;
  readonly token: string | undefined;
}

const attemptsMax = 5;
const retryMs = 500;

export function get<T>(access: Access, path: string, expected: readonly string[] = []): Promise<T> {
  return call<T>(access, path, { method: 'GET' }, expected);
}

/** The first event of a new house is carried within a second or two; a crowded machine takes longer. */
const openedMsMax = 60_000;
const pollMs = 200;

/** Of a property that may have opened just now: what is kept beside its writer begins a moment later. */
export async function getOfOpened<T extends object>(access: Access, path: string): Promise<T> {
  const lateMs = Date.now() + openedMsMax;
  for (;;) {
    const answer = await get<T | { readonly code: string }>(access, path, ['property_unknown']);
    if (!('code' in answer)) return answer;
    if (Date.now() > lateMs) throw new Error(`${path} is not there yet`);
    await delay(pollMs);
  }
}

/** The same key is the same command: a second start repeats nothing. */
export function post<T>(
  access: Access,
  path: string,
  body: object,
  key: string,
  expected: readonly string[] = [],
): Promise<T> {
  return call<T>(
    access,
    path,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key.replaceAll(' ', '-') },
      body: JSON.stringify(body),
    },
    expected,
  );
}

/** A file of lines, taken once for a key. */
export function postCsv<T>(access: Access, path: string, csv: string, key: string): Promise<T> {
  return call<T>(access, path, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', 'idempotency-key': key.replaceAll(' ', '-') },
    body: csv,
  });
}

/** Put twice it is the same: it needs no key. */
export function put<T>(access: Access, path: string, body: object): Promise<T> {
  return call<T>(access, path, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Refusals that are expected are as good as answers. */
async function call<T>(
  { url, token }: Access,
  path: string,
  init: RequestInit,
  expected: readonly string[] = [],
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`${url}${path}`, {
      ...init,
      headers: {
        ...init.headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    if (response.ok && response.status !== 202) return JSON.parse(text) as T;
    if (expected.some((code) => text.includes(`"${code}"`))) return JSON.parse(text) as T;
    const later = response.status === 503 || response.status === 202;
    if (!later || attempt === attemptsMax) {
      throw new Error(`${init.method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
    }
    await delay(retryMs);
  }
}
