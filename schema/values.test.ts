import { describe, expect, test } from 'vitest';
import { dateOfDay, dayNumber } from './values.ts';

describe('day numbers', () => {
  test('agree with the calendar of the language on every day from 1900 to 2400', () => {
    const dayMs = 86_400_000;
    let differing = 0;
    for (let day = -25_567; day <= 157_054; day += 1) {
      const date = new Date(day * dayMs).toISOString().slice(0, 10);
      const said = dateOfDay(day);
      if (said !== date || dayNumber(said) !== day) differing += 1;
    }
    expect(differing).toBe(0);
    expect(dateOfDay(-25_567)).toBe('1900-01-01');
    expect(dateOfDay(157_054)).toBe('2400-01-01');
  });
});
