import { describe, expect, test } from 'vitest';
import { SetRestrictions } from '#schema/rates/http.ts';
import type { Restriction } from '#schema/rates/values.ts';
import { HotelDate, PropertyId } from '#schema/values.ts';
import { unknownId } from '../../scripts/testing/samples.ts';
import type { Kept, Was } from './calendars.ts';
import { restricted } from './domain/restrict.ts';
import { charactersMax, restrictionsFact } from './restrictions-fact.ts';

const set = {
  ...{ propertyId: PropertyId.parse(unknownId), version: 7 },
  ...SetRestrictions.parse({
    restrictions: [
      {
        ...{ scope: { ratePlan: 'BAR', roomType: null }, from: '2026-05-01', to: '2026-05-02' },
        set: { closed: true },
      },
    ],
  }),
};

/** A scope that says something of every other night from day 0 on. */
function kept(ratePlan: string, said: Partial<Restriction>, nights: number): Kept<Restriction> {
  const value = restricted(undefined, said);
  const runs = Array.from({ length: value === undefined ? 0 : nights }, (_, at) => at * 2);
  return {
    ...{ ratePlan, roomType: '' },
    calendar: runs.flatMap((fromDay) =>
      value === undefined ? [] : [{ fromDay, toDay: fromDay + 1, value }],
    ),
  };
}

function was(times: number): { before: readonly Was<Restriction>[] } {
  const night = { from: HotelDate.parse('2026-05-01'), to: HotelDate.parse('2026-05-02') };
  return {
    before: Array.from({ length: times }, () => ({
      ...{ ratePlan: 'BAR', roomType: '', ...night, value: null },
    })),
  };
}

describe('R-H4 What a call set is one fact', () => {
  test('of the lines, what was before, and what scopes say now: not what is past, nor what says nothing', () => {
    const after = [kept('BAR', { closed: true }, 3), kept('NRF', {}, 3)];
    expect(restrictionsFact(set, { after, was: was(1) }, 2)).toEqual({
      ...set,
      ...was(1),
      scopes: [
        {
          ...{ ratePlan: 'BAR', roomType: '' },
          runs: [
            { fromDay: 2, toDay: 3, value: { closed: true } },
            { fromDay: 4, toDay: 5, value: { closed: true } },
          ],
        },
        { ratePlan: 'NRF', roomType: '', runs: [] },
      ],
    });
  });

  test('without what was before, where it would be more than travels', () => {
    const after = [kept('BAR', { closed: true }, 1)];
    const most = restrictionsFact(set, { after, was: was(9_000) }, 0);
    expect(JSON.stringify(most).length).toBeGreaterThan(700_000);
    expect(most?.before).toHaveLength(9_000);
    const more = restrictionsFact(set, { after, was: was(20_000) }, 0);
    expect(more?.before).toBeUndefined();
    expect(more?.scopes).toHaveLength(1);
  });

  test('or none, where the scopes alone say more than travels', () => {
    const saying = (nights: number) => [kept('A', { minimumStayThrough: 2 }, nights)];
    const fact = restrictionsFact(set, { after: saying(15_000), was: {} }, 0);
    expect(JSON.stringify(fact).length).toBeGreaterThan(0.9 * charactersMax);
    expect(restrictionsFact(set, { after: saying(18_000), was: {} }, 0)).toBeUndefined();
  });
});
