/** An API token says what it is and which one, and finds out by itself that it was mistyped. */
import { expect, test } from 'vitest';
import { seededRandom } from '#shared/testing/sources.ts';
import { apiTokenIdOf, apiTokenNameOf, digestOf, newApiToken } from './api-token-text.ts';

const id = '0190a5f0-0000-7000-8000-00000000000a';
const prefix = 'serai_0190a5f000007000800000000000000a';
const bytes = (fill: number) => ({ bytes: (count: number) => Buffer.alloc(count, fill) });

test('A token is its prefix with the id, 43 characters of secret and 6 of checksum', () => {
  // Written out, so that tokens given away once stay good: the checksum is the CRC-32 in base 62.
  expect(newApiToken(id, bytes(0))).toBe(`${prefix}_${'0'.repeat(43)}23bo5Y`);
  expect(newApiToken(id, bytes(255))).toBe(
    `${prefix}_yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp141hEm8`,
  );
  expect(apiTokenNameOf(id)).toBe(prefix);
});

test('Every token has another secret, and only its id is read from it', () => {
  const random = seededRandom(7);
  const tokens = Array.from({ length: 100 }, () => newApiToken(id, random));
  expect(new Set(tokens.map((token) => token.slice(prefix.length + 1, -6))).size).toBe(100);
  expect(new Set(tokens.map(apiTokenIdOf))).toEqual(new Set([id]));
});

test('One wrong character anywhere is found without a look-up', () => {
  const token = newApiToken(id, seededRandom(3));
  for (let at = 0; at < token.length; at += 1) {
    const other = token[at] === '7' ? '8' : '7';
    expect(apiTokenIdOf(`${token.slice(0, at)}${other}${token.slice(at + 1)}`), `${at}`).toBe(
      undefined,
    );
  }
});

test('What is kept is SHA-256 in hex', () => {
  expect(digestOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
