import { describe, expect, test } from 'vitest';
import type { OpenProperty, SetInventory } from '#schema/reservations/commands.ts';
import { decide } from './decide.ts';
import {
  booking,
  bookOf,
  closed,
  code,
  command,
  date,
  EUR,
  fact,
  given,
  id,
  inventory,
  opened,
  otherTenant,
} from './testing.ts';

const opening: OpenProperty = {
  type: 'open_property',
  name: 'Caravan',
  timeZone: 'Europe/Vienna',
  currency: EUR,
  businessDate: date('2026-05-10'),
  bucket: 7,
  roomTypes: [
    { code: code('DBL'), name: 'Double', physical: 2 },
    { code: code('TWN'), name: 'Twin', physical: 1 },
    { code: code('STE'), name: 'Suite', physical: 1 },
  ],
};

describe('opening a property', () => {
  test('makes its book', () => {
    given().when(opening).thenFacts(opened());
  });

  test('said twice is done once, also after days were closed', () => {
    given(opened()).when(opening).thenNothing();
    given(opened(), closed('2026-05-10', '2026-05-11')).when(opening).thenNothing();
  });

  test.each<[string, Partial<OpenProperty>]>([
    ['name', { name: 'Serai' }],
    ['time zone', { timeZone: 'Europe/Rome' }],
    ['currency', { currency: 'CHF' as typeof EUR }],
    ['business date', { businessDate: date('2026-05-11') }],
    ['bucket', { bucket: 8 }],
    ['room types', { roomTypes: opening.roomTypes.slice(0, 2) }],
    [
      'room count',
      {
        roomTypes: [
          ...opening.roomTypes.slice(0, 2),
          { code: code('STE'), name: 'Suite', physical: 2 },
        ],
      },
    ],
    [
      'room type name',
      {
        roomTypes: [
          ...opening.roomTypes.slice(0, 2),
          { code: code('STE'), name: 'Sweet', physical: 1 },
        ],
      },
    ],
    [
      'room type code',
      {
        roomTypes: [
          ...opening.roomTypes.slice(0, 2),
          { code: code('SUI'), name: 'Suite', physical: 1 },
        ],
      },
    ],
  ])('is refused when one of another %s stands', (_what, other) => {
    given(opened())
      .when({ ...opening, ...other })
      .thenRejected('property_exists');
  });

  test('is refused when it is another tenant’s, whatever version is expected', () => {
    given(opened()).when(opening, { tenantId: otherTenant }).thenRejected('property_exists');
    given(opened())
      .when(opening, { tenantId: otherTenant, expectedVersion: 3 })
      .thenRejected('property_exists');
  });
});

describe('a command for a property', () => {
  const close = { type: 'close_business_day', businessDate: date('2026-05-10') } as const;

  test('that is not there, or another tenant’s, is refused with the same words', () => {
    given().when(close).thenRejected('property_unknown');
    given(opened()).when(close, { tenantId: otherTenant }).thenRejected('property_unknown');
    given()
      .when({ type: 'cancel', reservationId: id(1), reason: 'other' })
      .thenRejected('property_unknown');
    given()
      .when({ type: 'book', reservationId: id(1), booking: booking('2026-05-10', '2026-05-11') })
      .thenRejected('property_unknown');
  });

  test('is judged by the expected version: the property’s', () => {
    given(opened())
      .when(close, { expectedVersion: 1 })
      .thenFacts(closed('2026-05-10', '2026-05-11'));
    given(opened())
      .when(close, { expectedVersion: 2 })
      .thenRejected('version_conflict', { version: 1 });
    given(opened()).when(opening, { expectedVersion: 1 }).thenNothing();
    given(opened())
      .when(opening, { expectedVersion: 2 })
      .thenRejected('version_conflict', { version: 1 });
    given().when(opening, { expectedVersion: 1 }).thenRejected('version_conflict');
  });

  test('is judged by the expected version before anything else: the reservation’s', () => {
    const one = fact('reservation.confirmed.v1', {
      reservationId: id(1),
      confirmationNumber: 'AAAAAAAAAA',
      version: 1,
      status: 'confirmed',
      booking: booking('2026-05-10', '2026-05-12'),
    });
    const checkOut = { type: 'check_out', reservationId: id(1), earlyDeparture: false } as const;
    given(opened(), one)
      .when(checkOut, { expectedVersion: 1 })
      .thenRejected('not_in_house', {
        allowed: ['modify', 'cancel', 'check_in', 'mark_no_show'],
      });
    given(opened(), one)
      .when(checkOut, { expectedVersion: 2 })
      .thenRejected('version_conflict', { version: 1 });
    given(opened(), one)
      .when({ ...checkOut, reservationId: id(2) }, { expectedVersion: 2 })
      .thenRejected('reservation_unknown');
    const again = {
      type: 'book',
      reservationId: id(1),
      booking: booking('2026-05-10', '2026-05-12'),
    } as const;
    given(opened(), one).when(again, { expectedVersion: 1 }).thenNothing();
    given(opened(), one)
      .when(again, { expectedVersion: 2 })
      .thenRejected('version_conflict', { version: 1 });
    given(opened()).when(again, { expectedVersion: 1 }).thenRejected('version_conflict');
  });

  test('moves the property’s version by inventory and day close, never by bookings', () => {
    const book = bookOf(
      opened(),
      fact('reservation.confirmed.v1', {
        reservationId: id(1),
        confirmationNumber: 'AAAAAAAAAA',
        version: 1,
        status: 'confirmed',
        booking: booking('2026-05-11', '2026-05-12'),
      }),
      inventory({ roomType: null, from: date('2026-05-10'), to: date('2026-05-11'), sellLimit: 3 }),
      closed('2026-05-10', '2026-05-11'),
    );
    expect(book.version).toBe(3);
    expect(book.bookings).toBe(1);
    const again = { ...command({ type: 'close_business_day', businessDate: date('2026-05-11') }) };
    expect(decide({ ...again, expectedVersion: 2 }, book)).toMatchObject({
      rejection: 'version_conflict',
    });
  });
});

describe('setting inventory', () => {
  const set: SetInventory = {
    type: 'set_inventory',
    roomType: code('DBL'),
    from: date('2026-05-10'),
    to: date('2026-05-12'),
    outOfOrder: 1,
  };
  const { type: _, ...setting } = set;

  const asItWas = { from: setting.from, to: setting.to, outOfOrder: 0 };

  test('is a fact with what was said and what was before, and no more', () => {
    given(opened())
      .when(set)
      .thenFacts(inventory({ ...setting, before: [asItWas] }));
    const house = {
      roomType: null,
      from: date('2026-05-10'),
      to: date('2026-05-11'),
      sellLimit: null,
      hard: false,
    };
    given(opened())
      .when({ type: 'set_inventory', ...house })
      .thenFacts(
        inventory({
          ...house,
          before: [{ from: house.from, to: house.to, sellLimit: null, hard: false }],
        }),
      );
  });

  test('says what was before in runs of equal nights, of what is set alone', () => {
    const hard = { sellLimit: 2, hard: true };
    const middle = { ...setting, from: date('2026-05-11'), to: date('2026-05-13'), ...hard };
    const whole = { type: 'set_inventory', roomType: code('DBL'), physical: 9 } as const;
    const range = { from: date('2026-05-10'), to: date('2026-05-14') };
    given(opened(), inventory(middle))
      .when({ ...whole, ...range, sellLimit: 5, hard: false })
      .thenFacts(
        inventory({
          ...{ roomType: code('DBL'), ...range, physical: 9, sellLimit: 5, hard: false },
          before: [
            { from: range.from, to: middle.from, physical: 2, sellLimit: null, hard: false },
            { from: middle.from, to: middle.to, physical: 2, ...hard },
            { from: middle.to, to: range.to, physical: 2, sellLimit: null, hard: false },
          ],
        }),
      );
  });

  test('is refused for a closed night, and taken for the open one', () => {
    given(opened())
      .when({ ...set, from: date('2026-05-09') })
      .thenRejected('night_closed');
    const oneNight = { ...setting, to: date('2026-05-11') };
    given(opened())
      .when({ type: 'set_inventory', ...oneNight })
      .thenFacts(inventory({ ...oneNight, before: [{ ...asItWas, to: oneNight.to }] }));
  });

  test('reaches 1,100 days ahead and not one more', () => {
    const last = { ...setting, from: date('2029-05-13'), to: date('2029-05-14') };
    given(opened())
      .when({ type: 'set_inventory', ...last })
      .thenFacts(inventory({ ...last, before: [{ ...asItWas, from: last.from, to: last.to }] }));
    given(opened())
      .when({ ...set, from: date('2029-05-13'), to: date('2029-05-15') })
      .thenRejected('stay_too_far_ahead');
  });

  test('is refused for a room type that is not there', () => {
    given(opened())
      .when({ ...set, roomType: code('FAM') })
      .thenRejected('room_type_unknown');
  });
});
