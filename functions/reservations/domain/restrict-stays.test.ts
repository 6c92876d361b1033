import { describe, expect, test } from 'vitest';
import { pricedStay } from '#schema/examples/rates.ts';
import { PricedStay } from '#schema/rates/priced-stay.ts';
import type { SaidRestriction, ScopeRestrictions } from '#schema/rates/restricted-stay.ts';
import { RatePlanCode } from '#schema/rates/values.ts';
import type { RestrictStays } from '#schema/reservations/commands.ts';
import { dayNumber, type Instant } from '#schema/values.ts';
import { changes } from './changes.ts';
import { decide } from './decide.ts';
import { evolveAll } from './evolve.ts';
import { loadBook } from './load.ts';
import { charactersMax } from './restrict-stays.ts';
import { RowStore } from './testing/row-store.ts';
import {
  booking,
  bookOf,
  code,
  command,
  date,
  fact,
  flagging,
  given,
  id,
  opened,
  restrictedBy,
  tenant,
  viewOf,
} from './testing.ts';

const price = PricedStay.parse(pricedStay);
const plan = price.ratePlan;
const house = { ratePlan: null, roomType: null };
const stay = booking('2026-05-12', '2026-05-14', { ratesMinor: [119_00, 119_00], price });
const { price: _, ...unquoted } = stay;
const book = { type: 'book', reservationId: id(1), booking: stay } as const;

/** On one night. */
function scope(
  night: string,
  value: SaidRestriction,
  of: Partial<Omit<ScopeRestrictions, 'runs'>> = {},
): ScopeRestrictions {
  const fromDay = dayNumber(date(night));
  return { ratePlan: '', roomType: '', ...of, runs: [{ fromDay, toDay: fromDay + 1, value }] };
}

function restricting(listVersion: number, ...scopes: ScopeRestrictions[]): RestrictStays {
  return { type: 'restrict_stays', scopes, listVersion };
}

const confirmed = (more: object = {}) =>
  fact('reservation.confirmed.v1', {
    ...{ reservationId: id(1), confirmationNumber: '4PGDDXQQYH', version: 1 },
    ...{ status: 'confirmed', booking: stay, validationMessages: [], ...more },
  });
const noArrival = scope('2026-05-12', { closedForArrival: true });

describe('Telling the writer what is restricted', () => {
  test('is a fact of the scopes that are newer than what it knows, once', () => {
    given(opened()).when(restricting(3, noArrival)).thenFacts(restrictedBy(3, noArrival));
    given(opened(), restrictedBy(3, noArrival)).when(restricting(3, noArrival)).thenNothing();
    const closed = scope('2026-05-13', { closed: true }, { ratePlan: plan });
    given(opened(), restrictedBy(3, noArrival))
      .when(restricting(2, noArrival, closed))
      .thenFacts(restrictedBy(2, closed));
  });

  test('is refused where it is more than a writer keeps', () => {
    const runs = Array.from({ length: 12_000 }, (_, at) => ({
      ...{ fromDay: 20_000 + at, toDay: 20_001 + at, value: { closed: true } },
    }));
    expect(JSON.stringify(runs).length).toBeGreaterThan(charactersMax);
    given(opened())
      .when(restricting(3, { ratePlan: '', roomType: '', runs }))
      .thenRejected('restrictions_too_many');
  });

  test('is in the rows, and a book that is loaded from them judges the same', () => {
    const closed = scope('2026-05-13', { closed: true }, { roomType: code('DBL') });
    const store = new RowStore();
    const live = evolveAll(undefined, tenant, [opened(), restrictedBy(3, noArrival, closed)]);
    if (live === undefined) return expect.fail();
    store.write(changes(live));
    evolveAll(live, tenant, [restrictedBy(4, { ...noArrival, runs: [] })]);
    store.write(changes(live));
    const loaded = loadBook(store.read());
    expect(viewOf(loaded)).toEqual(viewOf(live));
    const refusal = decide(command(book), loaded);
    expect(refusal).toMatchObject({
      details: { restrictions: [{ code: 'closed', night: '2026-05-13' }] },
    });
  });
});

describe('R-H4 A booking by a quote is judged again', () => {
  const refusals: readonly (readonly [string, ScopeRestrictions, object])[] = [
    ['closed', scope('2026-05-13', { closed: true }), { code: 'closed', night: '2026-05-13' }],
    ['no arrival', noArrival, { code: 'closedForArrival', night: '2026-05-12' }],
    [
      'no departure',
      scope('2026-05-14', { closedForDeparture: true }),
      { code: 'closedForDeparture', night: '2026-05-14' },
    ],
    [
      'three nights at least',
      scope('2026-05-12', { minimumLengthOfStay: 3 }),
      { code: 'minimumLengthOfStay', night: '2026-05-12', value: 3 },
    ],
    [
      'one night at most',
      scope('2026-05-12', { maximumLengthOfStay: 1 }),
      { code: 'maximumLengthOfStay', night: '2026-05-12', value: 1 },
    ],
    [
      'three nights through',
      scope('2026-05-13', { minimumStayThrough: 3 }),
      { code: 'minimumStayThrough', night: '2026-05-13', value: 3 },
    ],
    [
      'not of two nights',
      scope('2026-05-12', { losNotAvailable: [2] }),
      { code: 'losNotAvailable', night: '2026-05-12', value: 2 },
    ],
    [
      'three days ahead',
      scope('2026-05-12', { minimumAdvanceBooking: 3 }),
      { code: 'minimumAdvanceBooking', night: '2026-05-12', value: 3 },
    ],
  ];
  test.each(refusals)('%s: refused with its name, night and scope', (_what, said, broken) => {
    given(opened(), restrictedBy(3, said))
      .when(book)
      .thenRejected('restricted', { restrictions: [{ ...broken, scope: house }] as never });
  });

  test('is taken where no scope that it falls into forbids it', () => {
    const other = scope('2026-05-12', { closed: true }, { ratePlan: RatePlanCode.parse('OTHER') });
    const elsewhere = scope('2026-05-12', { closed: true }, { roomType: code('STE') });
    const around = scope('2026-05-14', { closed: true, closedForArrival: true });
    given(opened(), restrictedBy(3, other, elsewhere, around))
      .when(book)
      .thenFacts(confirmed());
    given(opened(), restrictedBy(3, noArrival), restrictedBy(4, { ...noArrival, runs: [] }))
      .when(book)
      .thenFacts(confirmed());
  });

  test('by the scopes of its plan and its room type', () => {
    const of = { ratePlan: plan, roomType: code('DBL') };
    given(opened(), restrictedBy(3, scope('2026-05-12', { closed: true }, of)))
      .when(book)
      .thenRejected('restricted', {
        restrictions: [{ code: 'closed', night: date('2026-05-12'), scope: of }],
      });
  });

  test('on the day that it is at the property', () => {
    const twoAhead = scope('2026-05-12', { minimumAdvanceBooking: 2 });
    const effectiveAt = '2026-05-10T21:59:59.000Z' as Instant;
    // The last second of the tenth in Vienna.
    const { data } = confirmed();
    given(opened(), restrictedBy(3, twoAhead))
      .when(book, { effectiveAt })
      .thenFacts({ type: 'reservation.confirmed.v1', data: { ...data, effectiveAt } } as never);
    given(opened(), restrictedBy(3, twoAhead))
      .when(book, { effectiveAt: '2026-05-10T22:00:00.000Z' as Instant })
      .thenRejected('restricted', {
        restrictions: [
          { code: 'minimumAdvanceBooking', night: date('2026-05-12'), value: 2, scope: house },
        ],
      });
  });

  test('H3 by the policy of its source: taken and flagged, with its nights on the work list', () => {
    const messages = [{ code: 'restricted' as const, nights: [date('2026-05-12')] }];
    const after = given(opened(), restrictedBy(3, noArrival))
      .when(book, flagging)
      .thenFacts(confirmed({ validationMessages: messages }));
    expect(after.workItems.get(`${id(1)}.restricted`)).toMatchObject({
      ...{ status: 'open', reason: 'restricted', nights: ['2026-05-12'] },
    });
    const commented = decide(
      command({ type: 'modify', reservationId: id(1), changes: { externalCode: 'X-1' } }),
      after,
    );
    // What was taken stays what it was.
    expect(commented.facts[0]?.data).toMatchObject({ validationMessages: messages });
  });

  test('and one at rates of the caller is not: who names the price says that it is sold', () => {
    given(opened(), restrictedBy(3, noArrival))
      .when({ ...book, booking: unquoted })
      .thenFacts(confirmed({ booking: unquoted }));
  });

  test('so is a stay that is changed to another quote, and no other change', () => {
    const closed = restrictedBy(3, scope('2026-05-13', { closed: true }));
    const other = { ...price, purpose: 'business' as const };
    given(opened(), confirmed(), closed)
      .when({ type: 'modify', reservationId: id(1), changes: { price: other } })
      .thenRejected('restricted', {
        restrictions: [{ code: 'closed', night: date('2026-05-13'), scope: house }],
      });
    const changed = decide(
      command({ type: 'modify', reservationId: id(1), changes: { externalCode: 'X-1' } }),
      bookOf(opened(), confirmed(), closed),
    );
    expect(changed.accepted).toBe(true);
  });
});
