import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantText } from './instant.ts';

test('an instant is written as a date writes it', () => {
  for (const ms of [0, 1, 999, 1_000, 1_796_000_000_123, 1_796_000_000_124, -1, -1_000])
    expect(instantText(ms)).toBe(new Date(ms).toISOString());
  const any = fc.integer({ min: -60_000_000_000_000, max: 250_000_000_000_000 });
  fc.assert(fc.property(any, (ms) => instantText(ms) === new Date(ms).toISOString()));
  // A clock that counts parts of a millisecond.
  expect(instantText(1_796_000_000_123.75)).toBe('2026-11-30T00:53:20.123Z');
});
