import { describe, expect, test } from 'vitest';
import { ConfirmationNumber, type PropertyId } from '#schema/values.ts';
import { confirmationNumber, numberingKeys } from './confirmation-number.ts';
import { property } from './testing.ts';

describe('confirmation numbers', () => {
  const keys = numberingKeys(property);

  test('200,000 in a row are all different and all well formed', () => {
    const numbers = new Set<string>();
    let misshapen = 0;
    for (let count = 0; count < 200_000; count += 1) {
      const number = confirmationNumber(keys, count);
      if (!ConfirmationNumber.safeParse(number).success) misshapen += 1;
      numbers.add(number);
    }
    expect(misshapen).toBe(0);
    expect(numbers.size).toBe(200_000);
  });

  test('are never to change, because they are printed', () => {
    expect([0, 1, 2, 63_403_380_965_375].map((count) => confirmationNumber(keys, count))).toEqual([
      '4PGDDXQQYH',
      'AEJR7VHJ6Y',
      'M7TMREJXWG',
      '7CEPWCEKED',
    ]);
  });

  test('start elsewhere in every property', () => {
    const other = numberingKeys('0199d000-0000-7000-8000-0000000000ab' as PropertyId);
    expect(confirmationNumber(other, 0)).not.toBe(confirmationNumber(keys, 0));
  });

  test('do not tell the count: neighbours share a digit no more often than chance has it', () => {
    let same = 0;
    for (let count = 0; count < 24_000; count += 1) {
      const one = confirmationNumber(keys, count);
      const next = confirmationNumber(keys, count + 1);
      for (let digit = 0; digit < 10; digit += 1) if (one[digit] === next[digit]) same += 1;
    }
    // 240,000 digits, one in 24 the same by chance: 10,000, with a standard deviation of 98.
    expect(Math.abs(same - 10_000)).toBeLessThan(500);
  });
});
