/** What each fact changes, delivered once, again, or late. */
import { describe, expect, test } from 'vitest';
import { checkedOut, reservationFact, turnedAway } from '../testing.ts';
import { apply, countedBefore, isPlain, type StayFact, unknownStay } from './apply.ts';
import { count, emptyTally } from './tally.ts';

const confirmed: StayFact = { kind: 'reservation', data: reservationFact({ version: 1 }) };
const left: StayFact = {
  kind: 'reservation',
  data: reservationFact({ version: 3, status: 'checked_out' }),
  nightsStayed: 2,
};

describe('a fact about a reservation', () => {
  test('counts nothing as sold before the guest has left', () => {
    expect(apply(unknownStay, confirmed)).toEqual({
      version: 1,
      status: 'confirmed',
      turnedAway: 0,
      reasons: [],
      counted: undefined,
    });
  });

  test('counts the nights stayed, from arrival, by the booked room type', () => {
    const data = checkedOut({ nightsStayed: 1, assignedRoomType: 'STE' });
    expect(apply(unknownStay, { kind: 'reservation', data, nightsStayed: 1 }).counted).toEqual({
      from: '2030-01-10',
      roomType: 'DBL',
      ratesMinor: [10_000],
    });
  });

  test('that is the first heard of and not the first said follows a booking that was counted', () => {
    const booked = apply(unknownStay, confirmed);
    expect([confirmed, left].map(isPlain)).toEqual([true, false]);
    expect(countedBefore(unknownStay, left)).toEqual(booked);
    expect(countedBefore(unknownStay, confirmed)).toBe(unknownStay);
    const turned = { ...unknownStay, turnedAway: 1 };
    expect(countedBefore(turned, left)).toEqual({ ...booked, turnedAway: 1 });
    expect(countedBefore(booked, left)).toBe(booked);
  });

  test('changes nothing when it is delivered again', () => {
    const after = apply(unknownStay, left);
    expect(apply(after, left)).toBe(after);
  });

  test('changes nothing when it is delivered late', () => {
    const after = apply(unknownStay, left);
    expect(apply(after, confirmed)).toBe(after);
  });

  test('takes the nights back when the check-out is undone', () => {
    const after = apply(apply(unknownStay, left), {
      kind: 'reservation',
      data: reservationFact({ version: 4, status: 'in_house' }),
    });
    expect(after.counted).toBeUndefined();
    expect(after.status).toBe('in_house');
  });
});

describe('reasons', () => {
  test('are counted once for each reservation, whenever they appear', () => {
    const flagged = (
      version: number,
      ...codes: ('children_unknown' | 'overbooked')[]
    ): StayFact => ({
      kind: 'reservation',
      data: reservationFact({ version, validationMessages: codes.map((code) => ({ code })) }),
    });
    const tally = emptyTally();
    let stay = unknownStay;
    for (const fact of [
      flagged(1, 'children_unknown'),
      flagged(2, 'children_unknown'),
      flagged(3),
      flagged(4, 'overbooked', 'children_unknown'),
    ]) {
      const after = apply(stay, fact);
      count(tally, stay, after);
      stay = after;
    }
    expect([...tally.flagged]).toEqual([
      ['children_unknown', 1],
      ['overbooked', 1],
    ]);
  });

  test('of a booking that was turned away leave out that it found no room', () => {
    const data = turnedAway({
      validationMessages: [{ code: 'overbooked' }, { code: 'guests_missing' }],
    });
    expect(apply(unknownStay, { kind: 'turned_away', data })).toEqual({
      version: 0,
      status: undefined,
      turnedAway: 1,
      reasons: ['guests_missing'],
      counted: undefined,
    });
  });
});

describe('the difference of two stays', () => {
  test('is nothing where nothing changed', () => {
    const tally = emptyTally();
    count(tally, unknownStay, unknownStay);
    expect(tally).toEqual(emptyTally());
  });

  test('moves a reservation from status to status and its nights with it', () => {
    const tally = emptyTally();
    const first = apply(unknownStay, confirmed);
    const second = apply(first, left);
    count(tally, unknownStay, first);
    count(tally, first, second);
    expect(tally.status).toEqual({
      confirmed: 0,
      in_house: 0,
      checked_out: 1,
      cancelled: 0,
      no_show: 0,
    });
    expect([...tally.nights.values()]).toEqual([
      { night: '2030-01-10', roomType: 'DBL', rooms: 1, revenueMinor: 10_000 },
      { night: '2030-01-11', roomType: 'DBL', rooms: 1, revenueMinor: 12_000 },
    ]);
    count(
      tally,
      second,
      apply(second, { kind: 'reservation', data: reservationFact({ version: 4 }) }),
    );
    expect(
      [...tally.nights.values()].map(({ rooms, revenueMinor }) => [rooms, revenueMinor]),
    ).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});
