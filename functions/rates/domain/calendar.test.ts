import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Calendar, valueOn, weekdayOf } from '#schema/rates/calendar.ts';
import { cut, type Span, splice } from './calendar.ts';
import { day } from './testing.ts';

const same = (one: number, other: number): boolean => one === other;
const january = (date: number): number => day('2027-01-01') + date - 1;

function span(from: number, to: number, weekdays?: readonly number[]): Span {
  return { fromDay: from, toDay: to, weekdays: weekdays && new Set(weekdays) };
}

describe('R-H4.10 Clearing a part of a range', () => {
  test('leaves two: the 5th to the 25th without the 10th to the 20th', () => {
    const whole = splice<number>([], span(january(5), january(26)), () => 3, same);
    const cleared = splice(whole, span(january(10), january(21)), () => undefined, same);
    expect(cleared).toEqual([
      { fromDay: january(5), toDay: january(10), value: 3 },
      { fromDay: january(21), toDay: january(26), value: 3 },
    ]);
  });
});

test('What is cut out leaves no night out: nothing is said of those where nothing holds', () => {
  const runs = [
    { fromDay: 2, toDay: 5, value: 7 },
    { fromDay: 8, toDay: 12, value: 9 },
  ];
  const all = (calendar: Calendar<number | null>) =>
    calendar.map(({ fromDay, toDay, value }) => [fromDay, toDay, value]);
  expect(all(cut(runs, 0, 14))).toEqual([
    [0, 2, null],
    [2, 5, 7],
    [5, 8, null],
    [8, 12, 9],
    [12, 14, null],
  ]);
  expect(all(cut(runs, 3, 10))).toEqual([
    [3, 5, 7],
    [5, 8, null],
    [8, 10, 9],
  ]);
  expect(all(cut(runs, 5, 8))).toEqual([[5, 8, null]]);
  expect(all(cut([], 5, 8))).toEqual([[5, 8, null]]);
});

test('Neighbours that are equal become one run', () => {
  const one = splice<number>([], span(january(1), january(4)), () => 3, same);
  const both = splice(one, span(january(4), january(6)), () => 3, same);
  expect(both).toEqual([{ fromDay: january(1), toDay: january(6), value: 3 }]);
});

test('Only the days of the week that are named change: Fridays and Saturdays of a fortnight', () => {
  // The 1st of January 2027 is a Friday.
  expect(weekdayOf(january(1))).toBe(5);
  const weekend = splice<number>([], span(january(1), january(15), [5, 6]), () => 9, same);
  expect(weekend).toEqual([
    { fromDay: january(1), toDay: january(3), value: 9 },
    { fromDay: january(8), toDay: january(10), value: 9 },
  ]);
});

test('Whatever is set in whichever order, each night has what was set last, and runs stay apart', () => {
  const setting = fc.record({
    from: fc.integer({ min: 0, max: 60 }),
    length: fc.integer({ min: 0, max: 30 }),
    weekdays: fc.option(fc.subarray([1, 2, 3, 4, 5, 6, 7]), { nil: undefined }),
    value: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(setting, { maxLength: 12 }), (settings) => {
      const nights = new Map<number, number | undefined>();
      let calendar: Calendar<number> = [];
      for (const { from, length, weekdays, value } of settings) {
        calendar = splice(calendar, span(from, from + length, weekdays), () => value, same);
        for (let night = from; night < from + length; night += 1) {
          if (weekdays === undefined || weekdays.includes(weekdayOf(night)))
            nights.set(night, value);
        }
      }
      for (let night = -1; night <= 91; night += 1) {
        expect(valueOn(calendar, night)).toBe(nights.get(night));
      }
      calendar.forEach(({ fromDay, toDay, value }, at) => {
        const next = calendar[at + 1];
        expect(fromDay).toBeLessThan(toDay);
        if (next === undefined) return;
        expect(next.fromDay > toDay || (next.fromDay === toDay && next.value !== value)).toBe(true);
      });
    }),
  );
});
