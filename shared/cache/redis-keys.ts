/**
 * The keys of everything we keep in Redis. What a key is about stands hashed between braces: a
 * cluster places a key by that part, nobody's e-mail address is readable in it, and whatever a
 * caller puts into a name moves no key to another's slot.
 */
import { createHash } from 'node:crypto';

/** 132 bits: two of them do not meet. */
const hashLength = 22;

function keyed(kind: string, about: string): string {
  const hash = createHash('sha256').update(about).digest('base64url').slice(0, hashLength);
  return `serai:${kind}:{${hash}}`;
}

export function limitKey(key: string): string {
  return keyed('limit', key);
}

/** `cache` is a name of ours, without a space. */
export function cacheKey(cache: string, key: string): string {
  return keyed('cache', `${cache} ${key}`);
}

export function decisionKey(context: string, tenantId: string, commandId: string): string {
  return keyed('decision', `${context} ${tenantId} ${commandId}`);
}
