/** Reads what a request says in its headers and body, each with its limit and its one refusal. */
import type * as z from 'zod';
import type { Exchange, HeaderValues } from './exchange.ts';
import type { FieldError, RuntimeRefusal } from './problems.ts';

/** An IPv6 address with its zone; what is longer is none. */
const addressCharactersMax = 64;

/**
 * Who is at the other end: the peer, or what the outermost of our own proxies saw, when `trustedHops`
 * of them stand before us. What stands further left in `X-Forwarded-For` anyone may have written.
 */
export function addressOf({ headers, peer }: Exchange, trustedHops: number): string {
  if (trustedHops === 0) return peer;
  const seen = (header(headers, 'x-forwarded-for') ?? '').split(',').filter(Boolean);
  const address = [...seen, peer].at(-1 - trustedHops) ?? seen[0] ?? peer;
  return address.trim().slice(0, addressCharactersMax);
}

export function header(headers: HeaderValues, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

const visibleAscii = /^[\x21-\x7e]{1,255}$/;

export function idempotencyKeyOf(
  headers: HeaderValues,
  required: boolean,
): string | undefined | RuntimeRefusal {
  const key = header(headers, 'idempotency-key');
  if (key === undefined || key === '')
    return required ? { code: 'idempotency_key_missing' } : undefined;
  return visibleAscii.test(key) ? key : { code: 'idempotency_key_invalid' };
}

/** `"7"` → 7. `*` and an absent header expect nothing. */
export function expectedVersionOf(headers: HeaderValues): number | undefined | RuntimeRefusal {
  const tag = header(headers, 'if-match');
  if (tag === undefined || tag === '*') return undefined;
  const digits = /^"(\d{1,15})"$/.exec(tag)?.[1];
  return digits === undefined ? { code: 'if_match_invalid' } : Number(digits);
}

/** A request waits for its outcome at most this long; then the answer is "pending". */
export const waitMsMax = 10_000;

/**
 * `Prefer: respond-async` or `wait=N` seconds (RFC 7240); with both, N seconds and then the answer
 * "pending". What is not understood is ignored, as it says.
 */
export function waitMsOf(headers: HeaderValues): number {
  const prefer = header(headers, 'prefer');
  if (prefer === undefined) return waitMsMax;
  const seconds = /(?:^|[,;\s])wait=(\d{1,6})(?:$|[,;\s])/i.exec(prefer)?.[1];
  if (seconds !== undefined) return Math.min(Number(seconds) * 1000, waitMsMax);
  return /(?:^|[,;\s])respond-async(?:$|[,;\s])/i.test(prefer) ? 0 : waitMsMax;
}

/** A text in another encoding would be read wrongly; JSON has one only. */
const mediaTypes = {
  'application/json': /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i,
  'text/csv': /^text\/csv\s*(?:;\s*(?:charset="?utf-8"?|header="?present"?)\s*)*$/i,
} as const;
/** Some write it before a text in UTF-8; it is no part of it. */
const byteOrderMark = '\ufeff';

/** The body's text, never more than `bytesMax` of it in memory. */
export async function bodyText(
  exchange: Exchange,
  bytesMax: number,
  mediaType: keyof typeof mediaTypes,
): Promise<string | RuntimeRefusal> {
  const type = header(exchange.headers, 'content-type');
  if (type === undefined || !mediaTypes[mediaType].test(type))
    return { code: 'content_type_unsupported', detail: `it takes ${mediaType}` };
  const bytes = await exchange.body(bytesMax);
  if (bytes === 'too_large') return tooLarge(bytesMax);
  const text = bytes.toString('utf8');
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

function tooLarge(bytesMax: number): RuntimeRefusal {
  return { code: 'body_too_large', detail: `at most ${bytesMax} bytes` };
}

export function parseJson(text: string): { readonly value: unknown } | RuntimeRefusal {
  try {
    const value: unknown = JSON.parse(text);
    return text.includes('\\u0000') && holdsNul(value)
      ? { code: 'invalid_json', detail: noNul }
      : { value };
  } catch (error) {
    return {
      code: 'invalid_json',
      detail: error instanceof Error ? error.message.slice(0, 200) : '',
    };
  }
}

/** PostgreSQL's texts cannot hold it, and no person's name does. */
const noNul = 'a text holds the character U+0000';

function holdsNul(value: unknown): boolean {
  let found = false;
  JSON.stringify(value, (name, member: unknown) => {
    found ||= name.includes('\0') || (typeof member === 'string' && member.includes('\0'));
    return member;
  });
  return found;
}

/** In the path or the query, where it can only stand escaped. */
export function refuseNul(url: string): RuntimeRefusal | undefined {
  return url.includes('%00') ? { code: 'invalid_request', detail: noNul } : undefined;
}

/** Enough to mend a request by; a hostile one does not get a megabyte back. */
const fieldErrorsMax = 20;

export function invalid(
  issues: readonly z.core.$ZodIssue[],
  at: '' | '/query' | '/path',
): RuntimeRefusal {
  const errors = issues.slice(0, fieldErrorsMax).flatMap((issue): FieldError[] => {
    const pointer = `${at}${issue.path.map((part) => `/${escapePointer(String(part))}`).join('')}`;
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.slice(0, fieldErrorsMax).map((key) => ({
        pointer: `${pointer}/${escapePointer(key.slice(0, 100))}`,
        detail: 'is not known here',
      }));
    }
    return [{ pointer, detail: issue.message.slice(0, 300) }];
  });
  return { code: 'invalid_request', errors: errors.slice(0, fieldErrorsMax) };
}

function escapePointer(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
