import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReservationFact } from '#schema/reservations/events.ts';
import type { Booking } from '#schema/reservations/values.ts';
import type { HotelDate, Instant, ReservationId } from '#schema/values.ts';
import { asciiBytes } from './ascii.ts';
import { bookingText, carriedBooking } from './booking-text.ts';
import { KeptReservations } from './kept-reservations.ts';
import type { ReservationState } from './reservation.ts';
import { booking } from './testing.ts';

/** `Aa` and `BB` make the same number, whatever stands around them. */
function idEnding(end: string): ReservationId {
  return `0199d000-0000-7000-8000-00000000${end}` as ReservationId;
}
const sharing = ['AaAa', 'AaBB', 'BBAa', 'BBBB'].map(idEnding);
const numbered = (number: number): ReservationId => idEnding(String(number).padStart(4, '0'));

const effectiveAt = '2026-05-10T09:00:00.000Z' as Instant;
const sealed = booking('2026-05-11', '2026-05-13', { personal: `id.${'x'.repeat(300)}` });

/** As it stands in its command. */
function carried(reservationId: ReservationId, plain: Booking): Booking {
  const of = JSON.stringify(plain);
  const before = `{"effectiveAt":"${effectiveAt}","body":{`;
  const text = `${before}"reservationId":"${reservationId}","booking":${of}}}`;
  const read = carriedBooking(text, {
    ...{ bytes: asciiBytes(text), reservationId, effectiveAt, confirmed: undefined },
    instantStart: '{"effectiveAt":"'.length,
    start: before.length,
    bookingEnd: text.length - '}}'.length,
  });
  if (read === undefined) throw new Error('it is no ordinary booking');
  return read;
}

function stateOf(reservationId: ReservationId, version: number): ReservationState {
  return {
    ...{ reservationId, version, confirmationNumber: 'ACDEFGHJKM', status: 'confirmed' },
    ...{ assignedRoomType: undefined, validationMessages: [], flaggedDays: [] },
    ...{ arrivalDay: 20_584, departureDay: 20_586, heldScope: 1, heldUntilDay: 20_586 },
    ...{ checkedInOn: null, closedOn: null, cancelReason: null },
    ...{ createdAt: effectiveAt, changedAt: effectiveAt },
  };
}

function factOf(state: ReservationState, of: Booking): ReservationFact {
  return {
    propertyId: idEnding('0000') as string as ReservationFact['propertyId'],
    actor: { kind: 'user', id: 'somebody' },
    businessDate: '2026-05-10' as HotelDate,
    ...{ effectiveAt, confirmationNumber: state.confirmationNumber, version: state.version },
    ...{ status: state.status, validationMessages: state.validationMessages },
    ...{ reservationId: state.reservationId, booking: of },
  };
}

/** Booked now, with nothing to tell. */
function book(kept: KeptReservations, id: ReservationId, plain = sealed): void {
  const state = stateOf(id, 1);
  const of = carried(id, plain);
  kept.set(state, of, factOf(state, of));
}

/** Something has happened to it. */
function change(kept: KeptReservations, id: ReservationId, version: number): void {
  const state = stateOf(id, version);
  kept.set(state, sealed, factOf(state, sealed));
}

describe('The reservations of a book', () => {
  test('tell of one that was booked what an object would', () => {
    const kept = new KeptReservations();
    book(kept, numbered(1));
    expect(kept.get(numbered(1))).toEqual({
      ...stateOf(numbered(1), 1),
      bookingText: JSON.stringify(sealed),
    });
  });

  test('keep one whose text is longer than a page as an object', () => {
    const kept = new KeptReservations();
    const long = { ...sealed, personal: 'x'.repeat(20_000) };
    book(kept, numbered(1), long);
    expect(kept.byteLength).toBeLessThan(10_000);
    expect(kept.get(numbered(1))?.bookingText).toBe(JSON.stringify(long));
  });

  test('keep one apart from others of the same number', () => {
    const kept = new KeptReservations();
    const [one, other, third] = sharing;
    if (one === undefined || other === undefined || third === undefined) throw new Error('too few');
    book(kept, one);
    change(kept, other, 2);
    expect([kept.versionOf(one), kept.versionOf(other), kept.versionOf(third)]).toEqual([
      1,
      2,
      undefined,
    ]);
  });

  test('behave like a Map, whatever is booked, changed and let go of', () => {
    const ids = fc.oneof(
      fc.constantFrom(...sharing),
      fc.integer({ max: 40, min: 0 }).map(numbered),
    );
    const acts = fc.array(
      fc.record({ id: ids, does: fc.constantFrom('book', 'change', 'delete') }),
      {
        maxLength: 400,
        size: 'max',
      },
    );
    fc.assert(
      fc.property(acts, (done) => {
        const kept = new KeptReservations();
        const versions = new Map<ReservationId, number>();
        for (const { id, does } of done) {
          const version = versions.get(id);
          if (does === 'delete') {
            kept.delete(id);
            versions.delete(id);
          } else if (does === 'book' && version === undefined) {
            book(kept, id);
            versions.set(id, 1);
          } else {
            change(kept, id, (version ?? 1) + 1);
            versions.set(id, (version ?? 1) + 1);
          }
          expect(kept.size).toBe(versions.size);
          for (const one of sharing) expect(kept.versionOf(one)).toBe(versions.get(one));
        }
        const all = [...kept.values()];
        expect(new Map(all.map((one) => [one.reservationId, one.version]))).toEqual(versions);
        expect(all).toHaveLength(versions.size);
        for (const id of versions.keys()) {
          expect(kept.get(id)).toMatchObject({ reservationId: id, version: versions.get(id) });
          expect(kept.get(id)?.bookingText).toBe(bookingText(sealed));
        }
      }),
    );
  });

  /** A hundred have some 70 kB of bytes; five thousand objects have a place in the table, where their bytes would take 3.6 MB. */
  test.each<[string, (kept: KeptReservations, id: ReservationId) => void, number]>([
    ['let go of', (kept, id) => kept.delete(id), 250_000],
    ['changed', (kept, id) => change(kept, id, 2), 1_200_000],
  ])('give their space back when they are %s', (_, end, bytesMax) => {
    const kept = new KeptReservations();
    const held: number[] = [];
    for (let number = 0; number < 5_000; number += 1) {
      book(kept, numbered(number));
      if (number >= 100) end(kept, numbered(number - 100));
      held.push(kept.byteLength);
    }
    for (let number = 4_900; number < 5_000; number += 1) {
      expect(kept.get(numbered(number))?.bookingText).toBe(JSON.stringify(sealed));
    }
    expect(Math.max(...held)).toBeLessThan(bytesMax);
  });

  test('name those who are due', () => {
    const kept = new KeptReservations();
    book(kept, numbered(1));
    kept.set({ ...stateOf(numbered(2), 2), status: 'in_house' }, sealed);
    kept.set({ ...stateOf(numbered(3), 2), status: 'cancelled' }, sealed);
    expect([...kept.dueUntil('confirmed', 20_583)]).toEqual([]);
    expect([...kept.dueUntil('confirmed', 20_584)]).toEqual([numbered(1)]);
    expect([...kept.dueUntil('in_house', 20_585)]).toEqual([]);
    expect([...kept.dueUntil('in_house', 20_586)]).toEqual([numbered(2)]);
  });
});
