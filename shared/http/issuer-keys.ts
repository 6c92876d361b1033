/**
 * Keys of issuers: read where they are published, again when they are old or a token names one that
 * is not known, and never more often than may be. An issuer that is away keeps the keys it had.
 */
import { createLocalJWKSet, errors, type JSONWebKeySet, type LocalJWKSet } from 'jose';
import * as z from 'zod';
import { NotAnswered } from '#shared/outgoing/ask.ts';
import type { Clock } from '#shared/ports.ts';
import { type Discovered, discover, jsonAt } from './discovery.ts';
import { type Issuer, verifiedForMs } from './issuer-settings.ts';
import { type Remembered, remembered } from './remembered.ts';

export interface IssuerKeys {
  readonly find: LocalJWKSet | FindKey;
  /** What the issuer says about itself, where that is where its keys came from. */
  discovered(): Promise<Discovered>;
}
type FindKey = (...given: Parameters<LocalJWKSet>) => ReturnType<LocalJWKSet>;

/** However many tokens name unknown keys, an issuer is asked for new ones this often. */
export const unknownKeyEveryMs = 30_000;
/** As long as a caller is told to wait. */
export const awayRetryMs = 5_000;
/** Requests that wait for one issuer: more of them would take the places of those of others. */
const waitingMax = 100;
/** Where an issuer's keys lie changes about never. */
const discoveredForMs = 3_600_000;
/** An issuer has two while it changes them; a handful more for algorithms. */
const keysMax = 100;

const Keys = z.object({
  keys: z.array(z.looseObject({ kty: z.string() })).max(keysMax),
});

interface Published {
  readonly jwks: JSONWebKeySet;
  readonly find: LocalJWKSet;
}

/** `gone` is told the id of each key that is no longer there, or is another one. */
export function issuerKeys(
  { issuer, keys, reach }: Pick<Issuer, 'issuer' | 'keys' | 'reach'>,
  clock: Clock,
  gone: (kid: string) => void,
): IssuerKeys {
  const about = remembered({
    clock,
    read: () => discover(issuer, reach),
    ...{ freshMs: discoveredForMs, everyMs: unknownKeyEveryMs, retryMs: awayRetryMs },
  });
  if (keys !== 'discovered' && 'jwks' in keys)
    return { find: createLocalJWKSet(keys.jwks), discovered: async () => about.get() };
  const published = remembered({
    clock,
    async read() {
      const uri = keys === 'discovered' ? (await about.get()).jwks_uri : keys.uri;
      return publishedIn(await jsonAt(uri, reach));
    },
    ...{ freshMs: verifiedForMs, everyMs: unknownKeyEveryMs, retryMs: awayRetryMs },
    changed: (next, before) => {
      for (const kid of goneBetween(before?.jwks, next.jwks)) gone(kid);
    },
  });
  return { find: findIn(published), discovered: async () => about.get() };
}

function findIn(published: Remembered<Published>): FindKey {
  let waiting = 0;

  async function waitFor(reading: Promise<Published>): Promise<Published> {
    if (waiting >= waitingMax) {
      reading.catch(() => undefined);
      throw new NotAnswered('too many wait for it');
    }
    waiting += 1;
    try {
      return await reading;
    } finally {
      waiting -= 1;
    }
  }

  return async (...token) => {
    const got = published.get();
    const known = got instanceof Promise ? await waitFor(got) : got;
    try {
      return await known.find(...token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const again = published.again();
      if (again === undefined) throw error;
      return (await waitFor(again)).find(...token);
    }
  };
}

function publishedIn(answer: unknown): Published {
  const parsed = Keys.safeParse(answer);
  if (!parsed.success) throw new NotAnswered('it does not answer keys');
  const jwks: JSONWebKeySet = parsed.data;
  return { jwks, find: createLocalJWKSet(jwks) };
}

function goneBetween(before: JSONWebKeySet | undefined, next: JSONWebKeySet): readonly string[] {
  const still = new Set(next.keys.map((key) => JSON.stringify(key)));
  return (before?.keys ?? [])
    .filter((key) => !still.has(JSON.stringify(key)))
    .flatMap(({ kid }) => kid ?? []);
}
