import { describe, expect, test } from 'vitest';
import { secondsOf, wholeOf } from './sizes.ts';

describe('A duration', () => {
  test.each([
    ['30s', 30],
    ['30', 30],
    ['5m', 300],
    ['1h', 3_600],
  ])('%s is %i seconds', (text, seconds) => expect(secondsOf(text)).toBe(seconds));

  test.each(['', '0s', '-1s', '1.5m', '1d', 's', '1 m', '100000'])('"%s" is none', (text) =>
    expect(secondsOf(text)).toBeUndefined(),
  );
});

describe('A rate', () => {
  test('is a whole number above nothing', () => {
    expect(['1', '500', '999999'].map(wholeOf)).toEqual([1, 500, 999_999]);
    expect(['', '0', '1.5', '-1', 'x', '1e3', '1000000'].map(wholeOf)).toEqual(
      Array.from({ length: 7 }, () => undefined),
    );
  });
});
