import { describe, expect, test } from 'vitest';
import { pricedStay } from '#schema/examples/rates.ts';
import { PricedStay } from '#schema/rates/priced-stay.ts';
import type { LimitPersons } from '#schema/reservations/commands.ts';
import type { Occupancy } from '#schema/rooms/values.ts';
import { changes } from './changes.ts';
import { decide } from './decide.ts';
import { evolveAll } from './evolve.ts';
import { loadBook } from './load.ts';
import { RowStore } from './testing/row-store.ts';
import {
  booking,
  bookOf,
  code,
  command,
  fact,
  flagging,
  given,
  head,
  id,
  opened,
  tenant,
  viewOf,
} from './testing.ts';

const two: Occupancy = { standard: 2, maximum: 3, adultsMax: 2, childrenMax: 2 };

function saying(listVersion: number, occupancy: Occupancy | null, type = 'DBL'): LimitPersons {
  return { type: 'limit_persons', listVersion, roomTypes: [{ roomType: code(type), occupancy }] };
}

const limited = (listVersion: number, occupancy: Occupancy | null, type = 'DBL') => {
  const { type: _, ...said } = saying(listVersion, occupancy, type);
  return { type: 'persons.limited.v1', data: { ...head('2026-05-10'), ...said } } as const;
};

/** At rates of the caller. */
const stayOf = (adults: number, children: number | null = 0, infants = 0) =>
  booking('2026-05-12', '2026-05-14', { adults, children, infants });
const book = (stay = stayOf(3)) => ({ type: 'book', reservationId: id(1), booking: stay }) as const;

const confirmed = (stay = stayOf(3), more: object = {}) =>
  fact('reservation.confirmed.v1', {
    ...{ reservationId: id(1), confirmationNumber: '4PGDDXQQYH', version: 1 },
    ...{ status: 'confirmed', booking: stay, validationMessages: [], ...more },
  });
const flagged = { validationMessages: [{ code: 'maximum_occupancy' as const }] };

describe('Telling the writer who may sleep in a room', () => {
  test('is a fact of the types that are newer than what it knows, once', () => {
    given(opened()).when(saying(3, two)).thenFacts(limited(3, two));
    given(opened(), limited(3, two)).when(saying(3, two)).thenNothing();
    given(opened(), limited(3, two)).when(saying(2, null)).thenNothing();
    given(opened(), limited(3, two)).when(saying(4, null)).thenFacts(limited(4, null));
  });

  test('is kept of a type that is not sold yet', () => {
    given(opened())
      .when(saying(3, two, 'FAM'))
      .thenFacts(limited(3, two, 'FAM'));
  });

  test('is in the rows, and a book that is loaded from them judges the same', () => {
    const store = new RowStore();
    const live = evolveAll(undefined, tenant, [opened(), limited(3, two), limited(4, null, 'STE')]);
    if (live === undefined) throw new Error('no property');
    store.write(changes(live));
    const loaded = loadBook(store.read());
    expect(viewOf(loaded)).toEqual(viewOf(live));
    expect(decide(command(book()), loaded)).toMatchObject({ rejection: 'maximum_occupancy' });
  });
});

describe('A booking of more persons than may sleep in the room', () => {
  test.each([
    ['more adults', stayOf(3), 2],
    ['more children', stayOf(1, 3), 2],
    ['more of both together', stayOf(2, 2), 3],
  ])('is refused, at rates of the caller, too: %s', (_what, stay, personsMax) => {
    given(opened(), limited(3, two))
      .when(book(stay))
      .thenRejected('maximum_occupancy', { personsMax });
  });

  test.each([
    ['as many as may', stayOf(2, 1)],
    ['infants, who take no bed', stayOf(2, 1, 3)],
    ['children whose number is not known', stayOf(2, null)],
  ])('is none: %s', (_what, stay) => {
    const asked = command(book(stay), { acceptance: 'accept_and_flag' });
    const { accepted, facts } = decide(asked, bookOf(opened(), limited(3, two)));
    expect(accepted).toBe(true);
    expect(JSON.stringify(facts)).not.toContain('maximum_occupancy');
  });

  test('is taken where nobody has said who may sleep there, or nobody says so any more', () => {
    given(opened()).when(book()).thenFacts(confirmed());
    given(opened(), limited(3, two, 'STE'))
      .when(book())
      .thenFacts(confirmed());
    given(opened(), limited(3, two), limited(4, null)).when(book()).thenFacts(confirmed());
  });

  test('is taken and flagged for a source that cannot take a no, and on the work list', () => {
    const after = given(opened(), limited(3, two))
      .when(book(), flagging)
      .thenFacts(confirmed(stayOf(3), flagged));
    expect(after.workItems.get(`${id(1)}.maximum_occupancy`)).toMatchObject({
      ...{ status: 'open', reason: 'maximum_occupancy', nights: [] },
    });
  });

  test('is refused by a quote, too, whose room type has fewer beds since', () => {
    const price = PricedStay.parse(pricedStay);
    const quoted = { ...stayOf(3), ratesMinor: [119_00, 119_00], price };
    given(opened(), limited(3, { ...two, adultsMax: 3 }), limited(4, two))
      .when(book(quoted))
      .thenRejected('maximum_occupancy', { personsMax: 2 });
  });
});

describe('A change of who sleeps where', () => {
  const modify = (changed: object) =>
    ({ type: 'modify', reservationId: id(1), changes: changed }) as const;
  const decided = (changed: object, ...before: readonly Parameters<typeof bookOf>[0][]) =>
    decide(command(modify(changed)), bookOf(...before));

  test('is judged by the room it leads to', () => {
    const small = { ...two, adultsMax: 1, maximum: 2, standard: 1, childrenMax: 1 };
    const house = [opened(), limited(3, two), limited(3, small, 'STE'), confirmed(stayOf(2))];
    expect(decided({ adults: 3 }, ...house)).toMatchObject({
      ...{ rejection: 'maximum_occupancy', details: { personsMax: 2 } },
    });
    expect(decided({ roomType: code('STE') }, ...house)).toMatchObject({
      ...{ rejection: 'maximum_occupancy', details: { personsMax: 1 } },
    });
    expect(decided({ adults: 1 }, ...house).accepted).toBe(true);
  });

  test('loses the flag once they fit, and no other change is judged or loses it', () => {
    const crowded = [opened(), limited(3, two), confirmed(stayOf(3), flagged)];
    expect(decided({ externalCode: 'X-1' }, ...crowded).facts[0]?.data).toMatchObject(flagged);
    expect(decided({ adults: 2 }, ...crowded).facts[0]?.data).toMatchObject({
      validationMessages: [],
    });
  });
});
