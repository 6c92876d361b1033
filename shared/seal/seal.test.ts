import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newKey, SEALED_TEXT_BYTES_MAX, seal, unseal } from '#shared/seal/seal.ts';
import { systemRandom } from '#shared/system.ts';
import { seededRandom } from '#shared/testing/sources.ts';

const key = newKey(seededRandom(1));
const plain = '{"name":"Zoë Ōkubo","email":"zoe@example.com"}';

describe('sealing', () => {
  test('gives back the text to the same key and place', () => {
    expect(unseal(key, seal(key, plain, 'a/1'), 'a/1')).toBe(plain);
  });

  test('gives back any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, place) => {
        const wellFormed = text.toWellFormed();
        expect(unseal(key, seal(key, wellFormed, place), place)).toBe(wellFormed);
      }),
    );
  });

  test('keeps its format: what was sealed once opens for ever', () => {
    const sealed = seal(Buffer.alloc(32, 7), '{"a":1}', 'place', {
      bytes: (n) => Buffer.alloc(n, 9),
    });
    expect(sealed).toBe('AQkJCQkJCQkJCQkJCaw3dRTJvTivw8kYa2-lniBcp-W2hMG8');
    expect(unseal(Buffer.alloc(32, 7), sealed, 'place')).toBe('{"a":1}');
  });

  test('never gives the same text twice', () => {
    const sealed = new Set(Array.from({ length: 100 }, () => seal(key, plain, 'a/1')));
    expect(sealed.size).toBe(100);
  });

  test('shows nothing of the text', () => {
    const bytes = Buffer.from(seal(key, plain, 'a/1'), 'base64url');
    expect(bytes.length).toBe(1 + 12 + 16 + Buffer.byteLength(plain));
    expect(bytes.includes('zoe@example.com')).toBe(false);
  });

  test('is refused beyond its limit', () => {
    const longest = 'x'.repeat(SEALED_TEXT_BYTES_MAX);
    expect(unseal(key, seal(key, longest, 'a'), 'a')).toBe(longest);
    expect(() => seal(key, `${longest}x`, 'a')).toThrow('too long to seal');
  });
});

describe('unsealing gives nothing', () => {
  const sealed = seal(key, plain, 'a/1');

  test('without the key, or with another', () => {
    expect(unseal(undefined, sealed, 'a/1')).toBeUndefined();
    expect(unseal(newKey(systemRandom), sealed, 'a/1')).toBeUndefined();
  });

  test('for another place', () => {
    expect(unseal(key, sealed, 'a/2')).toBeUndefined();
  });

  test('when any one character is another', () => {
    for (let i = 0; i < sealed.length; i += 1) {
      const other = sealed[i] === 'A' ? 'B' : 'A';
      const tampered = sealed.slice(0, i) + other + sealed.slice(i + 1);
      expect(unseal(key, tampered, 'a/1')).toBeUndefined();
    }
  });

  test('when it is cut off, longer, or not sealed at all', () => {
    for (let length = 0; length < sealed.length; length += 1) {
      expect(unseal(key, sealed.slice(0, length), 'a/1')).toBeUndefined();
    }
    expect(unseal(key, `${sealed}A`, 'a/1')).toBeUndefined();
    expect(unseal(key, `${sealed}=`, 'a/1')).toBeUndefined();
    expect(unseal(key, ` ${sealed}`, 'a/1')).toBeUndefined();
    expect(unseal(key, plain, 'a/1')).toBeUndefined();
  });
});
