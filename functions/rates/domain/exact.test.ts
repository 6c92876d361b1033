import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rounding } from '#schema/rates/taxes.ts';
import {
  type Exact,
  exactly,
  type Parts,
  partOf,
  ratio,
  rounded,
  roundedSum,
  shareOut,
} from './exact.ts';

const percent = (amountMinor: number, ppm: number) => partOf(amountMinor, ratio(ppm, 1_000_000));

describe('A part of an amount', () => {
  test('keeps what is beyond a whole minor unit', () => {
    expect(percent(9_000, 52_500)).toEqual({ whole: 472, rest: 200, of: 400 });
  });

  test('of a negative amount has its rest above the next lower whole', () => {
    expect(percent(-10, 50_000)).toEqual({ whole: -1, rest: 10, of: 20 });
  });

  test('is exact beyond what a double holds', () => {
    // 999,999,999,999 × 999,999 is not a safe whole number.
    expect(percent(999_999_999_999, 999_999)).toEqual({
      ...{ whole: 999_998_999_999, rest: 1, of: 1_000_000 },
    });
  });
});

test('A part is what big integers say it is, at any size of the amount', () => {
  const amount = fc.oneof(
    fc.integer({ min: -1_000, max: 100_000 }),
    fc.maxSafeInteger(),
    // Where a quotient is nearest to a whole number that it does not reach.
    fc.integer({ min: 1, max: 9_007_199_254 }).map((times) => times * 1_000_000 - 1),
  );
  fc.assert(
    fc.property(amount, fc.integer({ min: 1, max: 1_000_000 }), (amountMinor, ppm) => {
      const { whole, rest, of } = partOf(amountMinor, ratio(ppm, 1_000_000));
      const exact = BigInt(amountMinor) * BigInt(ppm);
      expect((BigInt(whole) * BigInt(of) + BigInt(rest)) * BigInt(1_000_000 / of)).toBe(exact);
      expect(rest >= 0 && rest < of).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

describe('R-M A half', () => {
  const half = (amountMinor: number) => percent(amountMinor, 500_000);
  test.each([
    [5, 3, 2],
    [7, 4, 4],
    [-5, -3, -2],
    [-7, -4, -4],
  ])('of %i becomes %i away from zero and %i to the even neighbour', (amount, up, even) => {
    expect(rounded(half(amount), 'half_up')).toBe(up);
    expect(rounded(half(amount), 'half_even')).toBe(even);
  });
});

test.each([
  [4, 0, 1],
  [-4, 0, -1],
  [25, 2, 3],
  [20, 2, 2],
])('R-M A tenth of %i is down %i and up %i', (amount, down, up) => {
  const tenth = percent(amount, 100_000);
  expect(rounded(tenth, 'down') + 0).toBe(down);
  expect(rounded(tenth, 'up')).toBe(up);
});

/** What each part gets, every time it comes. */
function amountsOf(of: Parts, mode: Rounding['mode']): readonly number[] {
  const raised = shareOut(of, mode);
  return of.parts.flatMap(({ whole }, at) =>
    Array.from({ length: of.counts?.[at] ?? 1 }, (_, place) =>
      place < (raised[at] ?? 0) ? whole + 1 : whole,
    ),
  );
}

describe('R-M Shares', () => {
  const sharesOf = (parts: readonly Exact[], mode: 'half_up' | 'half_even' = 'half_up') =>
    amountsOf({ parts }, mode);

  test('go to the largest remainders first, and among equals to the earlier', () => {
    const parts = [percent(10, 140_000), percent(10, 160_000), percent(10, 140_000)];
    // 1.4 + 1.6 + 1.4 = 4.4
    expect(sharesOf(parts)).toEqual([1, 2, 1]);
    expect(sharesOf([percent(9_000, 52_500), percent(9_000, 52_500)])).toEqual([473, 472]);
  });

  test('of parts with different denominators are compared as they are', () => {
    // 2/3 is more than 3/5.
    const parts = [partOf(3, ratio(1, 5)), partOf(2, ratio(1, 3))];
    expect(sharesOf(parts)).toEqual([0, 1]);
  });

  test('of whole amounts are these', () => {
    expect(sharesOf([exactly(7), exactly(-3)], 'half_even')).toEqual([7, -3]);
  });

  test('add up to the rounded sum, each within one of its own part', () => {
    const part = fc
      .tuple(
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.integer({ min: 0, max: 2_000_000 }),
      )
      .map(([amount, ppm]) => percent(amount, ppm));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const shares = sharesOf(parts);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(
          roundedSum({ parts }, 'half_up'),
        );
        shares.forEach((share, at) => {
          const { whole, rest } = parts[at] ?? exactly(0);
          expect(share === whole || (rest > 0 && share === whole + 1)).toBe(true);
        });
      }),
    );
  });

  test('of parts that come several times are those of as many parts', () => {
    const part = fc
      .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.constantFrom(52_500, 70_000, 333_333))
      .map(([amount, ppm]) => percent(amount, ppm));
    const run = fc.tuple(part, fc.integer({ min: 1, max: 9 }));
    const mode = fc.constantFrom('half_up', 'half_even', 'down', 'up');
    fc.assert(
      fc.property(fc.array(run, { maxLength: 80 }), mode, (runs, rounding) => {
        const counts = runs.map(([, count]) => count);
        const parts = runs.flatMap(([one, count]) => Array<Exact>(count).fill(one));
        expect(amountsOf({ parts: runs.map(([one]) => one), counts }, rounding)).toEqual(
          amountsOf({ parts }, rounding),
        );
      }),
    );
  });
});
