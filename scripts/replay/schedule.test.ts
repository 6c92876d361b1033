/** Every row happens once, on its day, in the order a hotel works in. */
import { describe, expect, test } from 'vitest';
import { dateOfDay, dayNumber, type HotelDate } from '#schema/values.ts';
import { commandOf, isDirty } from './commands.ts';
import type { BookedRow } from './row.ts';
import { type HotelPlan, plansOf } from './schedule.ts';

const day = (date: string) => dayNumber(date as HotelDate);
const first = day('2024-03-01');

function row(number: number, wanted: Partial<BookedRow> = {}): BookedRow {
  return {
    number,
    hotel: 'Quay Hotel',
    status: 'Check-Out',
    bookedDay: first,
    arrivalDay: first + 1,
    departureDay: first + 3,
    cancelledDay: undefined,
    reservedType: 'A',
    assignedType: 'A',
    adults: 2,
    children: 0,
    infants: 0,
    country: 'PRT',
    rateMinor: 8000,
    ...wanted,
  };
}

function planOf(rows: readonly BookedRow[], limited = false): HotelPlan {
  const [plan] = plansOf(rows, { limited });
  if (plan === undefined) throw new Error('no plan');
  return plan;
}

function told(plan: HotelPlan, on: number): string[] {
  return plan.stepsOf(on).map((step) => {
    if (step.do === 'close') return 'close';
    if (step.do === 'limit') return `limit ${dateOfDay(step.fromDay)} ${dateOfDay(step.toDay)}`;
    return `${step.do} ${step.row.number}`;
  });
}

describe('a day', () => {
  test('goes from those who leave to those who never came, and closes', () => {
    const today = first + 3;
    const arrives = { arrivalDay: today, departureDay: today + 1 };
    const dayUse = { arrivalDay: today, departureDay: today };
    const plan = planOf([
      row(1, { ...dayUse, bookedDay: today }),
      row(2, arrives),
      row(3, { ...arrives, status: 'No-Show' }),
      row(4, { ...arrives, bookedDay: today, status: 'Canceled', cancelledDay: today }),
      row(5, { ...arrives, status: 'Canceled', cancelledDay: today }),
      row(6),
      row(7, { ...dayUse, status: 'No-Show' }),
      row(8),
      row(9, { ...arrives, bookedDay: today }),
    ]);
    expect(told(plan, today)).toEqual([
      ...['check_out 6', 'check_out 8'],
      'cancel 5',
      ...['book 1', 'book 4', 'book 9'],
      'cancel 4',
      ...['check_in 1', 'check_in 2', 'check_in 9'],
      ...['mark_no_show 3', 'mark_no_show 7'],
      'check_out 1',
      'close',
    ]);
  });

  test('without guests is closed all the same', () => {
    expect(told(planOf([row(1)]), first + 2)).toEqual(['close']);
  });
});

describe('a plan', () => {
  test('reaches from the first booking to the last departure, one for each hotel', () => {
    const plans = plansOf(
      [
        row(1, { hotel: 'B', assignedType: 'P' }),
        row(2, { hotel: 'A' }),
        row(3, { hotel: 'B', bookedDay: first - 9 }),
      ],
      { limited: false },
    );
    expect(plans.map(({ hotel, firstDay, lastDay }) => [hotel, firstDay, lastDay])).toEqual([
      ['B', first - 9, first + 3],
      ['A', first, first + 3],
    ]);
    expect(plans.map(({ roomTypes }) => roomTypes)).toEqual([['A', 'P'], ['A']]);
  });

  test('sets the limit before the first booking and before one that ends behind it', () => {
    const late = first + 900;
    const plan = planOf(
      [
        row(1),
        row(2, { bookedDay: late, arrivalDay: first + 1099, departureDay: first + 1100 }),
        row(3, { bookedDay: late + 1, arrivalDay: first + 1099, departureDay: first + 1101 }),
      ],
      true,
    );
    expect(told(plan, first).slice(0, 2)).toEqual(['limit 2024-03-01 2027-03-06', 'book 1']);
    expect(told(plan, late)).toEqual(['book 2', 'close']);
    expect(told(plan, late + 1)).toEqual(['limit 2027-03-06 2029-08-23', 'book 3', 'close']);
  });

  test('refuses a booking further ahead than the product takes', () => {
    const ahead = (days: number) => [row(7, { departureDay: first + days })];
    expect(() => planOf(ahead(1101))).toThrow('Row 7: it ends more than 1100 days after it was');
    expect(planOf(ahead(1100)).lastDay).toBe(first + 1100);
  });
});

describe('a command', () => {
  test('books every night at the rate of the row', () => {
    expect(commandOf({ do: 'book', row: row(17) }, first)).toEqual({
      type: 'book',
      key: 'row-17.book',
      effectiveAt: '2024-03-01T12:00:00Z',
      acceptance: 'strict',
      booking: {
        arrival: '2024-03-02',
        departure: '2024-03-04',
        roomType: 'A',
        rates: [
          { night: '2024-03-02', amountMinor: 8000, currency: 'EUR' },
          { night: '2024-03-03', amountMinor: 8000, currency: 'EUR' },
        ],
        adults: 2,
        children: 0,
        infants: 0,
        country: 'PRT',
      },
    });
  });

  test('names the room type given where it is another one', () => {
    const step = { do: 'check_in', row: row(17, { assignedType: 'P' }) } as const;
    expect(commandOf(step, first + 1)).toEqual({
      type: 'check_in',
      key: 'row-17.check-in',
      effectiveAt: '2024-03-02T12:00:00Z',
      booking: 'row-17.book',
      assignedRoomType: 'P',
    });
    expect(commandOf({ ...step, row: row(17) }, first + 1)).not.toHaveProperty('assignedRoomType');
  });

  test.each([
    ['nobody', { adults: 0 }, true],
    ['only an infant', { adults: 0, infants: 1 }, false],
    ['children unknown', { children: null }, true],
    ['country unknown', { country: null }, true],
    ['a rate below zero', { rateMinor: -1 }, true],
    ['a rate of zero', { rateMinor: 0 }, false],
  ])('of a row with %s: dirty or not', (_name, wanted, dirty) => {
    expect(isDirty(row(1, wanted))).toBe(dirty);
  });
});
