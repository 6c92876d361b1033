import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOnePiece } from './text.ts';

test('a text in one piece is the same text', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 100 });
  fc.assert(fc.property(texts, (text) => inOnePiece(text) === text));
  expect(inOnePiece('')).toBe('');
});
