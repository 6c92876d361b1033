import { describe, expect, test } from 'vitest';
import { pricedStay } from '#schema/examples/rates.ts';
import { type FeeDue, PricedStay, type QuoteLine } from '#schema/rates/priced-stay.ts';
import type { ReservationsEvent } from '#schema/reservations/events.ts';
import type { Booking, CancelReason } from '#schema/reservations/values.ts';
import type { HotelDate, Instant } from '#schema/values.ts';
import { decide } from './decide.ts';
import { feeOwed } from './fee-owed.ts';
import {
  at,
  booking,
  bookOf,
  code,
  command,
  date,
  fact,
  flagging,
  given,
  head,
  id,
  inventory,
  opened,
} from './testing.ts';

const price = PricedStay.parse(pricedStay);
const stay = booking('2026-05-12', '2026-05-14', { ratesMinor: [119_00, 119_00], price });
const { price: _, ...unquoted } = stay;
const [tier] = price.policies.cancellation;
const fee: FeeDue = { netMinor: 119_00, taxes: [], grossMinor: 119_00 };

const of = { reservationId: id(1), confirmationNumber: '4PGDDXQQYH', validationMessages: [] };
const confirmed = fact('reservation.confirmed.v1', {
  ...{ ...of, version: 1, status: 'confirmed', booking: stay },
});
const book = { type: 'book', reservationId: id(1), booking: stay } as const;
const instant = (text: string) => text as Instant;

function withData(event: ReservationsEvent, more: object): ReservationsEvent {
  return { ...event, data: { ...event.data, ...more } } as ReservationsEvent;
}

/** Its first line, which is of the room, says something else. */
function changed(more: Partial<QuoteLine>): QuoteLine[] {
  return price.lines.map((line, at) => (at === 0 ? { ...line, ...more } : line));
}

function turnedAway(night: HotelDate): ReservationsEvent {
  const { arrival, departure, roomType } = stay;
  return {
    type: 'reservation.turned_away.v1',
    data: {
      ...{ ...head('2026-05-10'), reservationId: id(1), arrival, departure, roomType },
      nights: [night],
      validationMessages: [{ code: 'overbooked', nights: [night] }, { code: 'quote_expired' }],
    },
  };
}

describe('A stay booked by a quote', () => {
  test('is taken with its price until the quote ends, judged by the time of the request', () => {
    given(opened())
      .when({ ...book, quotedUntil: instant('2026-05-10T09:00:00.001Z') })
      .thenFacts(confirmed);
    // `at` is the very end.
    given(opened())
      .when({ ...book, quotedUntil: at })
      .thenRejected('quote_expired');
    given(opened())
      .when({ ...book, quotedUntil: at }, { effectiveAt: instant('2026-05-10T08:59:59.999Z') })
      .thenFacts(withData(confirmed, { effectiveAt: instant('2026-05-10T08:59:59.999Z') }));
  });

  const messages = [{ code: 'quote_expired' as const }];

  test('H3 is taken after its end where its source cannot take a no, at its price, and is on the work list', () => {
    const flagged = withData(confirmed, { validationMessages: messages });
    const after = given(opened())
      .when({ ...book, quotedUntil: at }, flagging)
      .thenFacts(flagged);
    expect(after.workItems.get(`${id(1)}.quote_expired`)).toMatchObject({
      ...{ status: 'open', reason: 'quote_expired', nights: [] },
    });
    const messagesAfter = (changes: Partial<Booking>) =>
      decide(
        command({ type: 'modify', reservationId: id(1), changes }),
        bookOf(opened(), flagged),
      ).facts.map(({ data }) => 'validationMessages' in data && data.validationMessages);
    // It stays what it was while the stay has that price.
    expect(messagesAfter({ externalCode: 'X-1' })).toEqual([messages]);
    expect(messagesAfter({ adults: 1 })).toEqual([[]]);
    expect(messagesAfter({ price: { ...price, purpose: 'business' } })).toEqual([[]]);
  });

  test('H3 so is a change to a quote that has ended', () => {
    const other = { ...price, purpose: 'business' as const };
    given(opened(), confirmed)
      .when(
        { type: 'modify', reservationId: id(1), changes: { price: other }, quotedUntil: at },
        flagging,
      )
      .thenFacts(
        fact('reservation.modified.v1', {
          ...{ ...of, version: 2, status: 'confirmed', booking: { ...stay, price: other } },
          validationMessages: messages,
        }),
      );
  });

  test('that has to be turned away is on the work list with what it would have been flagged for', () => {
    const night = { from: date('2026-05-12'), to: date('2026-05-13') };
    const none = inventory({ roomType: code('DBL'), ...night, sellLimit: 0, hard: true });
    const after = given(opened(), none)
      .when({ ...book, quotedUntil: at }, flagging)
      .thenRejected('no_room', { nights: [night.from] }, turnedAway(night.from));
    expect([...(after?.workItems.keys() ?? [])]).toEqual([
      ...[`${id(1)}.turned_away.overbooked`, `${id(1)}.turned_away.quote_expired`],
    ]);
  });

  test.each([
    ['a total that is not net and taxes', { totalMinor: price.totalMinor - 1 }],
    ['a net that is not that of its lines', { netMinor: 1, totalMinor: 1 + price.taxMinor }],
    ['taxes that are not those of its lines', { taxMinor: 1, totalMinor: price.netMinor + 1 }],
    ['a tax that is not that of its lines', { taxes: price.taxes.slice(1) }],
    ['a line that is not its net and taxes', { lines: changed({ grossMinor: 1 }) }],
    ['a line of another night', { lines: changed({ night: date('2026-05-14') }) }],
    ['a night that it does not price', { lines: price.lines.slice(1) }],
    ['a child that does not stay', { childrenAges: [7] }],
  ])('H6, R-M is refused with %s', (_what, wrong) => {
    const mispriced = { ...stay, price: { ...price, ...wrong } };
    for (const acceptance of ['strict', 'accept_and_flag'] as const) {
      given(opened())
        .when({ ...book, booking: mispriced }, { acceptance })
        .thenRejected('price_mismatch');
    }
  });

  test.each([
    ['nights', { departure: date('2026-05-13'), ratesMinor: [119_00] }],
    ['rates', { ratesMinor: [1, 2] }],
    ['guests', { adults: 1 }],
    ['children', { children: 1 }],
  ])('loses its price with other %s', (_what, changes) => {
    given(opened(), confirmed)
      .when({ type: 'modify', reservationId: id(1), changes })
      .thenFacts(
        fact('reservation.modified.v1', {
          ...{ ...of, version: 2, status: 'confirmed', booking: { ...unquoted, ...changes } },
        }),
      );
  });

  test('keeps its price where nothing changes that it was quoted for', () => {
    given(opened(), confirmed)
      .when({ type: 'modify', reservationId: id(1), changes: { externalCode: 'X-1' } })
      .thenFacts(
        fact('reservation.modified.v1', {
          ...{ ...of, version: 2, status: 'confirmed' },
          booking: { ...stay, externalCode: 'X-1' },
        }),
      );
    given(opened(), confirmed)
      .when({ type: 'modify', reservationId: id(1), changes: { ...stay } })
      .thenNothing();
  });

  test('takes the price of another quote, unless that has ended', () => {
    const other = { ...price, purpose: 'business' as const };
    const modify = { type: 'modify', reservationId: id(1), changes: { price: other } } as const;
    given(opened(), confirmed)
      .when(modify)
      .thenFacts(
        fact('reservation.modified.v1', {
          ...{ ...of, version: 2, status: 'confirmed', booking: { ...stay, price: other } },
        }),
      );
    given(opened(), confirmed)
      .when({ ...modify, quotedUntil: at })
      .thenRejected('quote_expired');
  });
});

describe('H12, H13 What is owed', () => {
  const cancelled = (reason: CancelReason, owed: { readonly fee?: FeeDue }) =>
    fact('reservation.cancelled.v1', {
      ...{ ...of, version: 2, status: 'cancelled', booking: stay, reason, ...owed },
    });
  const late = instant('2026-05-11T16:00:00Z');

  test('by who cancels is that of the tier that asks by then', () => {
    expect(tier?.from).toBe('2026-05-11T16:00:00.000Z');
    const cancel = { type: 'cancel', reservationId: id(1), reason: 'requested_by_guest' } as const;
    given(opened(), confirmed).when(cancel).thenFacts(cancelled(cancel.reason, {}));
    const then = cancelled(cancel.reason, { fee });
    given(opened(), confirmed)
      .when(cancel, { effectiveAt: late })
      .thenFacts(withData(then, { effectiveAt: late }));
  });

  test('is nothing where the hotel cancels', () => {
    const reason = 'requested_by_hotel';
    const then = cancelled(reason, {});
    given(opened(), confirmed)
      .when({ type: 'cancel', reservationId: id(1), reason }, { effectiveAt: late })
      .thenFacts(withData(then, { effectiveAt: late }));
  });

  test('by who does not come is what the policy says', () => {
    const today = booking('2026-05-10', '2026-05-12', { price });
    const arriving = withData(confirmed, { booking: today });
    given(opened(), arriving)
      .when({ type: 'mark_no_show', reservationId: id(1) })
      .thenFacts(
        fact('reservation.no_show.v1', {
          ...{ ...of, version: 2, status: 'no_show', booking: today, fee },
        }),
      );
  });

  test('is nothing for a stay without a quote, and for one that goes on', () => {
    expect(feeOwed(undefined, 'cancelled', 'other', late)).toBeUndefined();
    expect(feeOwed(price, 'in_house', null, late)).toBeUndefined();
    expect(feeOwed(price, 'confirmed', null, late)).toBeUndefined();
    const free = { ...price, policies: { ...price.policies, noShow: null } };
    expect(feeOwed(free, 'no_show', null, late)).toBeUndefined();
  });
});
