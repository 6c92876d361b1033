/**
 * The text of an API token: a prefix that says what it is and which one, a secret of 256 bits, and a
 * checksum. A scanner finds it in a file, and what was mistyped is refused without a look-up.
 */
import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Random } from '#shared/ports.ts';
import { apiTokenPrefix } from './api-token-prefix.ts';

const form =
  /^serai_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_[0-9A-Za-z]{49}$/;
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretBytes = 32;
/** As many digits as 256 bits need in base 62, and 32 bits. */
const secretCharacters = 43;
const checksumCharacters = 6;

/** Once given away it cannot be had again: what is kept is its digest. */
export function newApiToken(id: string, random: Random): string {
  const secret = BigInt(`0x${random.bytes(secretBytes).toString('hex')}`);
  const text = `${apiTokenNameOf(id)}_${inBase62(secret, secretCharacters)}`;
  return `${text}${checksumOf(text)}`;
}

/** What a token begins with, which may be shown: the id without its hyphens. */
export function apiTokenNameOf(id: string): string {
  return `${apiTokenPrefix}${id.replaceAll('-', '')}`;
}

/** Undefined when it has not the form of one, or its checksum says that it was mistyped. */
export function apiTokenIdOf(token: string): string | undefined {
  const parts = form.exec(token);
  if (parts === null) return undefined;
  if (token.slice(-checksumCharacters) !== checksumOf(token.slice(0, -checksumCharacters)))
    return undefined;
  return parts.slice(1).join('-');
}

export function digestOf(token: string): string {
  return hash('sha256', token, 'hex');
}

function checksumOf(text: string): string {
  return inBase62(BigInt(crc32(text)), checksumCharacters);
}

function inBase62(value: bigint, characters: number): string {
  let text = '';
  for (let rest = value, at = 0; at < characters; at += 1, rest /= 62n)
    text = `${digits[Number(rest % 62n)]}${text}`;
  return text;
}
