import { expect, test } from 'vitest';
import type { PoliciesDue } from '#schema/rates/priced-stay.ts';
import type { Currency, Instant } from '#schema/values.ts';
import { policyWords } from './policy-words.ts';

const fee = (grossMinor: number) => ({ netMinor: grossMinor, taxes: [], grossMinor });
const evening = '2027-06-09T16:00:00.000Z' as Instant;
const policies: PoliciesDue = {
  guarantee: { kind: 'none', heldUntil: '18:00' },
  deposit: { amountMinor: 7_500, dueAt: '2027-06-03T10:00:00.000Z' as Instant },
  cancellation: [{ from: evening, fee: fee(10_000) }],
  noShow: fee(22_000),
};

/** Spaces that do not break are spaces to a reader. */
function words(of: PoliciesDue, currency: string, timeZone: string): readonly string[] {
  const said = policyWords(currency as Currency, timeZone)(of);
  return said.map((sentence) => sentence.replaceAll(/\s/gu, ' '));
}

test('H13 R-TIME Policies are said with their amounts, by the clock of the property', () => {
  expect(words(policies, 'EUR', 'Europe/Vienna')).toEqual([
    'The room is kept until 18:00 on the day of arrival.',
    'A deposit of EUR 75.00 is due by 3 June 2027 at 12:00.',
    'It can be cancelled free of charge until 9 June 2027 at 18:00.',
    'Cancelling from 9 June 2027 at 18:00 on costs EUR 100.00.',
    'Not coming costs EUR 220.00.',
  ]);
});

test('A currency has its own number of digits', () => {
  expect(words(policies, 'JPY', 'Asia/Tokyo').at(-1)).toBe('Not coming costs JPY 22,000.');
  expect(words(policies, 'KWD', 'Asia/Kuwait').at(-1)).toBe('Not coming costs KWD 22.000.');
});

test('Who guarantees the room is said; that nothing is asked for, too', () => {
  const free = { ...policies, deposit: null, cancellation: [], noShow: null };
  expect(words({ ...free, guarantee: null }, 'EUR', 'UTC')).toEqual([
    'It can be cancelled free of charge.',
  ]);
  const by = (kind: 'card' | 'company' | 'deposit') =>
    words({ ...free, guarantee: { kind } }, 'EUR', 'UTC')[0];
  expect([by('card'), by('company'), by('deposit')]).toEqual([
    'A card guarantees the room.',
    'A company guarantees the room.',
    'The deposit guarantees the room.',
  ]);
});
