import { describe, expect, test } from 'vitest';
import type { NightPrice, RatePlanCode } from '#schema/rates/values.ts';
import { deriver, priceOfNight } from './price-night.ts';

const price: NightPrice = {
  adultsMinor: [8_000, 10_000],
  extraAdultMinor: 2_500,
  children: [
    { ageFrom: 0, ageTo: 2, amountMinor: 0 },
    { ageFrom: 3, ageTo: 11, amountMinor: 1_500 },
  ],
};

describe('H5 A night is priced by who sleeps in it', () => {
  test.each([
    ['one adult', 1, [], 8_000],
    ['two adults', 2, [], 10_000],
    ['three adults, the third on an extra bed', 3, [], 12_500],
    ['two adults, a baby and a child', 2, [2, 3], 11_500],
    ['one adult and a child of twelve, who is priced as an adult', 1, [12], 10_000],
    ['a child of eleven alone, in a room for one', 0, [11], 9_500],
  ])('%s', (_, adults, childrenAges, expected) => {
    expect(priceOfNight(price, { adults, childrenAges })).toBe(expected);
  });

  test('and has no price for more than there are beds for', () => {
    const { extraAdultMinor: _, ...noExtraBed } = price;
    expect(priceOfNight(noExtraBed, { adults: 3, childrenAges: [] })).toBeUndefined();
    expect(priceOfNight(noExtraBed, { adults: 2, childrenAges: [11] })).toBe(11_500);
  });
});

describe('H5 A derived night is rounded for itself', () => {
  const derive = (baseMinor: number, more: object) =>
    deriver({
      ...{ from: 'BAR' as RatePlanCode, changePpm: 0, changeMinor: 0, roundToMinor: 1 },
      ...more,
    })(baseMinor);
  test.each([
    ['ten per cent off', 9_999, { changePpm: -100_000 }, 8_999],
    ['half a cent up', 9_995, { changePpm: -100_000 }, 8_996],
    ['five euros more', 9_999, { changeMinor: 500 }, 10_499],
    ['a percentage, then an amount', 10_000, { changePpm: -100_000, changeMinor: -500 }, 8_500],
    ['whole euros, half up', 9_950, { roundToMinor: 100 }, 10_000],
    ['whole euros, below the half', 9_949, { roundToMinor: 100 }, 9_900],
    [
      'to an ending, down',
      9_999,
      { changePpm: -100_000, roundToMinor: 100, endingMinor: 99 },
      8_999,
    ],
    ['to an ending, half up', 9_149, { roundToMinor: 100, endingMinor: 99 }, 9_199],
    ['to an ending, below the half', 9_148, { roundToMinor: 100, endingMinor: 99 }, 9_099],
    ['to the fives of an ending', 12_300, { roundToMinor: 1_000, endingMinor: 500 }, 12_500],
    ['to nothing, not to what is below it', 20, { roundToMinor: 100, endingMinor: 99 }, 0],
    ['never below nothing', 1_000, { changeMinor: -5_000 }, 0],
    ['free', 9_999, { changePpm: -1_000_000 }, 0],
  ])('%s', (_, baseMinor, more, expected) => {
    expect(derive(baseMinor, more)).toBe(expected);
  });
});
