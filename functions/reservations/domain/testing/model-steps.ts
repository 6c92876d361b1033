/** What a house may be told, drawn at random from few reservations and few nights, so that they meet. */
import fc from 'fast-check';
import type { ReservationsCommandBody } from '#schema/reservations/commands.ts';
import type { Acceptance } from '#schema/values.ts';
import { booking, code, date, id } from '../testing.ts';
import { nextDate } from './model.ts';

export const firstDate = '2026-05-10';
export const types = ['DBL', 'TWN', 'STE'];
export const base = new Map([
  ['DBL', 2],
  ['TWN', 1],
  ['STE', 1],
]);
/** Reservations drawn from few, nights from few: so that they meet. */
const idsCount = 6;
export const nightsCount = 6;

export type Step =
  | { readonly kind: 'forget' }
  | { readonly kind: 'close' }
  /** Everyone due is seen to, and the day is closed. */
  | { readonly kind: 'night'; readonly arriving: boolean }
  | {
      readonly kind: 'say';
      readonly acceptance: Acceptance;
      readonly body: (today: string) => ReservationsCommandBody;
    };

export function later(from: string, days: number): string {
  let reached = from;
  for (let day = 0; day < days; day += 1) reached = nextDate(reached);
  return reached;
}

const offset = fc.integer({ min: 0, max: nightsCount });
const soon = fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 5);
const reservation = fc
  .integer({ min: 1, max: idsCount })
  .map((number) => ({ reservationId: id(number) }));
const type = fc.constantFrom(...types).map(code);
/** One that the house has only once its rooms were counted. */
const typeOrNew = fc.constantFrom(...types, 'FAM').map(code);
const stayIn = (roomType: typeof type) =>
  fc.record({
    from: soon,
    nights: fc.integer({ min: 0, max: 4 }),
    type: roomType,
    children: fc.constantFrom(0, 0, 0, null),
  });
const stay = stayIn(type);

function staying(
  today: string,
  {
    from,
    nights,
    type: roomType,
    children,
  }: { from: number; nights: number; type: ReturnType<typeof code>; children: number | null },
) {
  const arrival = later(today, from);
  return booking(arrival, later(arrival, nights), { roomType, children });
}

type Said = (today: string) => ReservationsCommandBody;

const bookingsOf = (stays: typeof stay): fc.Arbitrary<Said> =>
  fc.tuple(reservation, stays).map(([on, s]) => (today) => ({
    type: 'book',
    ...on,
    booking: staying(today, s),
  }));
const bookings = bookingsOf(stay);

const counts: fc.Arbitrary<Said> = fc
  .record({
    roomType: typeOrNew,
    rooms: fc.integer({ min: 0, max: 3 }),
    listVersion: fc.integer({ min: 1, max: 9 }),
  })
  .map((counted) => () => ({ type: 'count_rooms', name: 'Counted', ...counted }));

const bodies: fc.Arbitrary<Said>[] = [
  fc.tuple(reservation, stay).map(([on, s]) => (today) => {
    const { arrival, departure, roomType, ratesMinor, children } = staying(today, s);
    return {
      type: 'modify',
      ...on,
      changes: { arrival, departure, roomType, ratesMinor, children },
    };
  }),
  fc.tuple(reservation, offset).map(([on, days]) => (today) => {
    // Fits a stay that arrived today: the way to shorten or extend one in house.
    const ratesMinor = Array.from({ length: days }, () => 100_00);
    return { type: 'modify', ...on, changes: { departure: date(later(today, days)), ratesMinor } };
  }),
  reservation.map((on) => () => ({ type: 'cancel', ...on, reason: 'other' })),
  reservation.map((on) => () => ({ type: 'reinstate', ...on })),
  reservation.map((on) => () => ({ type: 'check_in', ...on })),
  fc.tuple(reservation, type).map(([on, assignedRoomType]) => () => ({
    type: 'check_in',
    ...on,
    assignedRoomType,
  })),
  reservation.map((on) => () => ({ type: 'undo_check_in', ...on })),
  fc.tuple(reservation, fc.boolean()).map(([on, earlyDeparture]) => () => ({
    type: 'check_out',
    ...on,
    earlyDeparture,
  })),
  reservation.map((on) => () => ({ type: 'mark_no_show', ...on })),
  fc
    .record({
      roomType: fc.option(type),
      from: offset,
      nights: fc.integer({ min: 1, max: 4 }),
      figures: fc.record(
        {
          physical: fc.integer({ min: 0, max: 3 }),
          outOfOrder: fc.integer({ min: 0, max: 2 }),
          sellLimit: fc.option(fc.integer({ min: 0, max: 4 })),
          hard: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
    })
    .map(({ roomType, from, nights, figures: { physical, outOfOrder, ...limits } }) => (today) => {
      const span = { from: date(later(today, from)), to: date(later(today, from + nights)) };
      if (roomType === null) return { type: 'set_inventory', roomType, ...span, ...limits };
      const rooms = {
        ...(physical !== undefined && { physical }),
        ...(outOfOrder !== undefined && { outOfOrder }),
      };
      return { type: 'set_inventory', roomType, ...span, ...rooms, ...limits };
    }),
  fc.tuple(offset, fc.constantFrom(...types, 'house')).map(([days, scope]) => (today) => {
    return {
      type: 'resolve_work_item',
      workItemId: `${later(today, days)}.${scope}.limit_reduced`,
      note: '',
    };
  }),
  fc
    .tuple(reservation, fc.constantFrom('overbooked', 'children_unknown', 'turned_away.overbooked'))
    .map(([on, of]) => () => {
      return { type: 'resolve_work_item', workItemId: `${on.reservationId}.${of}`, note: '' };
    }),
];

function say(body: fc.Arbitrary<Said>): fc.Arbitrary<Step> {
  const acceptance = fc.constantFrom<Acceptance>('strict', 'strict', 'accept_and_flag');
  return fc.tuple(acceptance, body).map(([accepts, said]) => ({
    kind: 'say',
    acceptance: accepts,
    body: said,
  }));
}

/** A house that is well booked, and then anything. */
export const steps: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(say(bookings), { minLength: idsCount, maxLength: idsCount }),
    fc.array(
      fc.oneof(
        { arbitrary: say(bookings), weight: 3 },
        { arbitrary: say(fc.oneof(...bodies)), weight: 14 },
        {
          arbitrary: fc.record({ kind: fc.constant('night' as const), arriving: fc.boolean() }),
          weight: 1,
        },
        { arbitrary: fc.constant<Step>({ kind: 'close' }), weight: 1 },
        { arbitrary: fc.constant<Step>({ kind: 'forget' }), weight: 1 },
      ),
      { minLength: 30, maxLength: 70 },
    ),
  )
  .map(([first, then]) => [...first, ...then]);

/** A house whose rooms are counted again and again while it is booked. */
export const countedSteps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { arbitrary: say(bookingsOf(stayIn(typeOrNew))), weight: 6 },
    { arbitrary: say(counts), weight: 4 },
    { arbitrary: say(fc.oneof(...bodies)), weight: 6 },
    {
      arbitrary: fc.record({ kind: fc.constant('night' as const), arriving: fc.boolean() }),
      weight: 1,
    },
  ),
  { minLength: 20, maxLength: 40 },
);
