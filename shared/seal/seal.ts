/** Sealing of personal data, so that erasing one key erases every copy of what it sealed. */
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '#shared/ports.ts';
import { systemRandom } from '#shared/system.ts';

/** AES-256-GCM (NIST SP 800-38D) with a 96-bit nonce and a 128-bit tag. */
const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Says how the rest is read. Authenticated too, so a text cannot be passed off as another format. */
const VERSION = 1;
const IV_START = 1;
const TAG_START = IV_START + IV_BYTES;
const TEXT_START = TAG_START + TAG_BYTES;
const TAG_LENGTH = { authTagLength: TAG_BYTES };

/** Random nonces may repeat after some 2^32 texts under one key; one person's key seals a few thousand. */
export const SEALED_TEXT_BYTES_MAX = 65_536;

export function newKey(random: Random): Buffer {
  return random.bytes(KEY_BYTES);
}

/**
 * Seals a text for one place: `associatedData` names what it belongs to (whose, which field), and
 * only the same name opens it. Gives base64url of version | nonce | tag | ciphertext.
 */
export function seal(
  key: Buffer,
  plainText: string,
  associatedData: string,
  random: Random = systemRandom,
): string {
  assert(Buffer.byteLength(plainText) <= SEALED_TEXT_BYTES_MAX, 'the text is too long to seal');
  const iv = random.bytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, TAG_LENGTH);
  cipher.setAAD(bound(associatedData));
  const text = cipher.update(plainText, 'utf8');
  cipher.final();
  const sealed = Buffer.allocUnsafe(TEXT_START + text.byteLength);
  sealed[0] = VERSION;
  sealed.set(iv, IV_START);
  sealed.set(cipher.getAuthTag(), TAG_START);
  sealed.set(text, TEXT_START);
  return sealed.toString('base64url');
}

/**
 * The text, or undefined when it cannot be had: the key was erased, or this is not what was sealed
 * with it for this place.
 */
export function unseal(
  key: Buffer | undefined,
  sealed: string,
  associatedData: string,
): string | undefined {
  if (key === undefined) return undefined;
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < TEXT_START || bytes[0] !== VERSION) return undefined;
  // Decoding skips what is not base64url; only the exact text that was sealed is taken.
  if (bytes.toString('base64url') !== sealed) return undefined;
  const iv = bytes.subarray(IV_START, TAG_START);
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(bound(associatedData));
  decipher.setAuthTag(bytes.subarray(TAG_START, TEXT_START));
  const text = decipher.update(bytes.subarray(TEXT_START), undefined, 'utf8');
  try {
    return text + decipher.final('utf8');
  } catch {
    // The one thing `final` throws for: the tag does not fit the key, the place or the bytes.
    return undefined;
  }
}

function bound(associatedData: string): Buffer {
  return Buffer.from(`${VERSION}|${associatedData}`);
}
