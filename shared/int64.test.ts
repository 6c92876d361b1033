import fc from 'fast-check';
import { expect, test } from 'vitest';
import { int64At } from './int64.ts';

test('is what was written, wherever it stands', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.nat({ max: 5 }), (value, at) => {
      const bytes = Buffer.alloc(16, 0xab);
      bytes.writeBigInt64BE(BigInt(value), at);
      expect(int64At(bytes, at)).toBe(value);
    }),
  );
});
