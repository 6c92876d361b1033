/** Texts that this house signs, hands out and keeps nowhere: whoever brings one back proves that it was given. */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

export interface SignedTexts {
  /** `place` names whose it is, and is not in the text: only the same place opens it. */
  issue(text: string, forMs: number, place?: string): string;
  /** Undefined when it was not signed here for this place. One that has ended still says what it was. */
  opened(
    token: string,
    place?: string,
  ): { readonly text: string; readonly untilMs: number } | undefined;
}

/** 192 bits: a text made longer by less than a whole HMAC. */
const signatureLength = 32;

/** `purpose` keeps one kind of text from being taken for another. */
export function signedTexts(secret: string, purpose: string, nowMs: () => number): SignedTexts {
  // Made when the first is signed: a start signs none.
  let key: KeyObject | undefined;
  const sign = (body: string, place: string): string => {
    key ??= createSecretKey(secret, 'utf8');
    // No part of it holds a line feed.
    const what = `${purpose}\n${place}\n${body}`;
    return createHmac('sha256', key).update(what).digest('base64url').slice(0, signatureLength);
  };
  return {
    issue(text, forMs, place = '') {
      const body = `${Buffer.from(text).toString('base64url')}.${(nowMs() + forMs).toString(36)}`;
      return `${body}.${sign(body, place)}`;
    },
    opened(token, place = '') {
      const end = token.lastIndexOf('.');
      const body = token.slice(0, Math.max(end, 0));
      const expected = Buffer.from(sign(body, place));
      const given = Buffer.from(token.slice(end + 1));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      const [encoded = '', untilMs = ''] = body.split('.');
      return {
        text: Buffer.from(encoded, 'base64url').toString(),
        untilMs: Number.parseInt(untilMs, 36),
      };
    },
  };
}

/** Makes each purpose's once, however often it is asked for. */
export function signer(secret: string, nowMs: () => number): (purpose: string) => SignedTexts {
  const known = new Map<string, SignedTexts>();
  return (purpose) => {
    const before = known.get(purpose);
    if (before !== undefined) return before;
    const made = signedTexts(secret, purpose, nowMs);
    known.set(purpose, made);
    return made;
  };
}
