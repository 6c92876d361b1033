import { describe, expect, test } from 'vitest';
import { secondsOf } from './sizes.ts';

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
