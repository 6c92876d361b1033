import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReservationId } from '#schema/values.ts';
import { ByReservation } from './by-reservation.ts';

/** `Aa` and `BB` make the same number, whatever stands around them. */
function idEnding(end: string): ReservationId {
  return `0199d000-0000-7000-8000-00000000${end}` as ReservationId;
}
const sharing = ['AaAa', 'AaBB', 'BBAa', 'BBBB'].map(idEnding);
const [one, other] = [idEnding('AaAa'), idEnding('AaBB')];

describe('What is kept of reservations', () => {
  test('is told apart by its id where two ids make the same number', () => {
    const kept = new ByReservation<{ reservationId: ReservationId; rooms: number }>();
    kept.set({ reservationId: one, rooms: 1 });
    kept.set({ reservationId: other, rooms: 2 });
    expect([kept.byNumber.size, kept.byId.size]).toEqual([1, 1]);
    expect([kept.get(one)?.rooms, kept.get(other)?.rooms]).toEqual([1, 2]);
    expect([kept.has(idEnding('BBBB')), kept.has(idEnding('0000'))]).toEqual([false, false]);
  });

  test('behaves like a Map, whatever is put and let go of', () => {
    const ids = fc.constantFrom(...sharing, idEnding('0001'), idEnding('0002'));
    const acts = fc.array(fc.record({ id: ids, rooms: fc.option(fc.nat(9)) }), { maxLength: 30 });
    fc.assert(
      fc.property(acts, (done) => {
        const kept = new ByReservation<{ reservationId: ReservationId; rooms: number }>();
        const map = new Map<ReservationId, { reservationId: ReservationId; rooms: number }>();
        for (const { id: reservationId, rooms } of done) {
          if (rooms === null) {
            kept.delete(reservationId);
            map.delete(reservationId);
          } else {
            kept.set({ reservationId, rooms });
            map.set(reservationId, { reservationId, rooms });
          }
          expect(kept.size).toBe(map.size);
          for (const id of sharing) expect(kept.get(id)).toEqual(map.get(id));
        }
        const inOrder = (values: Iterable<{ reservationId: ReservationId }>) =>
          [...values].sort((a, b) => (a.reservationId < b.reservationId ? -1 : 1));
        expect(inOrder(kept.values())).toEqual(inOrder(map.values()));
      }),
    );
  });
});
