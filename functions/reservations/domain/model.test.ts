import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forget } from './load.ts';
import { House, withHouseCounted } from './testing/model-house.ts';
import { countedSteps, steps } from './testing/model-steps.ts';

/** A run that never gets there proves nothing about it. */
const reached = [
  'reservation.confirmed.v1',
  'reservation.modified.v1',
  'reservation.cancelled.v1',
  'reservation.reinstated.v1',
  'reservation.checked_in.v1',
  'reservation.check_in_undone.v1',
  'reservation.checked_out.v1',
  'reservation.no_show.v1',
  'inventory.set.v1',
  'business_day.closed.v1',
  'work_item.resolved.v1',
  'no_room',
  'day_close_blocked',
  'guest_in_house',
];

describe('a property’s nights against a naive model', () => {
  test('H1 H2 H3 H9 H12 R-H8 any commands leave the same nights, whole stays and the same rows', () => {
    const seen: Record<string, number> = {};
    fc.assert(
      fc.property(steps, (taken) => {
        const house = new House(seen);
        let forgotten = false;
        for (const step of taken) {
          if (step.kind === 'close') house.close();
          else if (step.kind === 'night') house.night(step.arriving);
          else if (step.kind === 'forget') forget(house.book);
          else house.say(step.body(house.model.businessDate), step.acceptance);
          // What was let go of is back only when it is asked for, so from then on rows say more.
          forgotten ||= step.kind === 'forget';
          house.expectSameNights();
          house.expectWholeStays();
          house.expectHouseRows();
          if (!forgotten) house.expectSameLoaded(false);
        }
        forget(house.book);
        house.expectSameLoaded(true);
        house.expectSameLoaded(true, withHouseCounted(house.store.read()));
      }),
      { numRuns: 150, seed: 20260510 },
    );
    for (const outcome of reached) expect(seen[outcome], outcome).toBeGreaterThan(10);
  }, 120_000);

  test('H1 H2 so do counts of rooms, of types that come later too', () => {
    const seen: Record<string, number> = {};
    fc.assert(
      fc.property(countedSteps, (taken) => {
        const house = new House(seen);
        for (const step of taken) {
          if (step.kind === 'night') house.night(step.arriving);
          else if (step.kind === 'say')
            house.say(step.body(house.model.businessDate), step.acceptance);
          house.expectSameNights();
          house.expectHouseRows();
        }
        house.expectSameLoaded(false);
      }),
      { numRuns: 60, seed: 20260510 },
    );
    for (const outcome of ['rooms.counted.v1', 'no_room', 'room_type_unknown'])
      expect(seen[outcome], outcome).toBeGreaterThan(10);
  }, 120_000);
});
