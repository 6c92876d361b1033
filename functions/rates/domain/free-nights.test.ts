import { describe, expect, test } from 'vitest';
import type { FreeNights } from '#schema/rates/values.ts';
import { freeNightsOf } from './free-nights.ts';

const week = [100, 100, 80, 90, 120, 130, 110];

function withFreeNights(nightsMinor: readonly number[], given: FreeNights): readonly number[] {
  const free = freeNightsOf(nightsMinor, given);
  return nightsMinor.map((night, at) => (free.has(at) ? 0 : night));
}

describe('H5 Seven nights for six', () => {
  test('give the last of seven away', () => {
    const given = { ofNights: 7, free: 1, which: 'last' as const };
    expect(withFreeNights(week, given)).toEqual([100, 100, 80, 90, 120, 130, 0]);
  });

  test('or the cheapest, the earlier among equals', () => {
    const given = { ofNights: 7, free: 3, which: 'cheapest' as const };
    expect(withFreeNights(week, given)).toEqual([0, 100, 0, 0, 120, 130, 110]);
  });

  test('give nothing for six, and one for thirteen', () => {
    const given = { ofNights: 7, free: 1, which: 'last' as const };
    expect(withFreeNights(week.slice(1), given)).toEqual(week.slice(1));
    const thirteen = withFreeNights([...week, ...week.slice(1)], given);
    expect(thirteen.filter((night) => night === 0)).toHaveLength(1);
  });

  test('give two for fourteen, unless there is one run of free nights in a stay', () => {
    const given = { ofNights: 7, free: 1, which: 'last' as const };
    const fortnight = [...week, ...week];
    const free = (nights: readonly number[]) =>
      nights.flatMap((night, at) => (night === 0 ? [at] : []));
    expect(free(withFreeNights(fortnight, given))).toEqual([6, 13]);
    expect(free(withFreeNights(fortnight, { ...given, runsMax: 1 }))).toEqual([6]);
  });

  test('or the last of the stay, however long it is, once', () => {
    const given = { ofNights: 7, free: 2, which: 'last_of_stay' as const };
    expect(withFreeNights([...week, 95, 105], given)).toEqual([...week, 0, 0]);
    expect(
      withFreeNights([...week, ...week, ...week], given).filter((night) => night === 0),
    ).toHaveLength(2);
    expect(withFreeNights(week.slice(1), given)).toEqual(week.slice(1));
  });
});
