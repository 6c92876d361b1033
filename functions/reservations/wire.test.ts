/** Bytes and values are the same thing: what the door writes is read back, and facts are the JSON they always were. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BookStay, CommandEnvelope } from '#schema/reservations/commands.ts';
import type { ReservationsEvent } from '#schema/reservations/events.ts';
import { fingerprintOf } from '#shared/commands/command.ts';
import { instantText } from '#shared/instant.ts';
import { systemClock, systemIds, systemRandom } from '#shared/system.ts';
import { bookingText, carriedBytes } from './domain/booking-text.ts';
import { decide } from './domain/decide.ts';
import { evolveAll } from './domain/evolve.ts';
import { booking, bookOf, command, id, opened, tenant } from './domain/testing.ts';
import { sealPersonal } from './personal.ts';
import { commandOf, commandText, factJson } from './wire.ts';

const rounds = { numRuns: 500 };
const dates = fc
  .integer({ min: 0, max: 300 })
  .map((days) => new Date(Date.UTC(2026, 4, 10 + days)).toISOString().slice(0, 10));
const personal = fc.stringMatching(/^[\w-]{36}\.[\w-]{0,300}$/);
const guestKey = fc.stringMatching(/^[\w-]{36}\.[\w-]{43}$/);
const fingerprint = fc.stringMatching(/^[\w-]{22}$/);
/** Quotes, backslashes, line ends and half characters among them. */
const anyText = fc.string({ unit: 'binary', maxLength: 30 });

const bookings = fc
  .record({
    arrival: dates,
    nights: fc.integer({ min: 0, max: 5 }),
    rate: fc.integer({ min: -1_000, max: 1_000_000_000_000 }),
    roomType: fc.constantFrom('DBL', 'TWN', 'STE'),
    adults: fc.integer({ min: 0, max: 20 }),
    children: fc.option(fc.integer({ min: 0, max: 9 })),
    infants: fc.integer({ min: 0, max: 9 }),
    more: fc.record(
      { country: fc.option(anyText), externalCode: anyText, personal: fc.oneof(personal, anyText) },
      { requiredKeys: [] },
    ),
  })
  .map(({ arrival, nights, rate, more, roomType, ...guests }) => {
    const departure = new Date(Date.parse(arrival) + nights * 86_400_000).toISOString();
    const stay = booking(arrival, departure.slice(0, 10), { ...guests });
    const ratesMinor = stay.ratesMinor.map(() => rate);
    return { ...stay, ratesMinor, roomType: roomType as typeof stay.roomType, ...more };
  });

const bodies: fc.Arbitrary<BookStay> = fc.record(
  {
    type: fc.constant('book'),
    reservationId: fc.integer({ min: 0, max: 1e6 }).map(id),
    booking: bookings,
    guestKey: fc.oneof(guestKey, anyText),
  },
  { requiredKeys: ['type', 'reservationId', 'booking'] },
);
const envelopes: fc.Arbitrary<Partial<CommandEnvelope>> = fc.record(
  {
    fingerprint: fc.oneof({ weight: 4, arbitrary: fingerprint }, anyText),
    actor: fc.record({ kind: fc.constantFrom('user', 'channel', 'job'), id: anyText }),
    acceptance: fc.constantFrom('strict', 'accept_and_flag'),
    expectedVersion: fc.nat(),
  },
  { requiredKeys: ['actor', 'acceptance'] },
);

function textOf(fact: ReservationsEvent): string {
  return Buffer.from(factJson(fact)).toString();
}

describe('A booking on its way to the writer', () => {
  test('is one JSON object, and is read as that object', () => {
    fc.assert(
      fc.property(envelopes, bodies, (more, body) => {
        const { body: _, ...envelope } = command(body, more);
        const text = commandText(envelope, body);
        const plain = { ...envelope, body };
        expect(JSON.parse(text)).toEqual(plain);
        expect(commandOf(Buffer.from(text))).toEqual(plain);
      }),
      rounds,
    );
  });

  test('is read as an earlier release wrote it', () => {
    fc.assert(
      fc.property(envelopes, bodies, (more, body) => {
        const asked = command(body, more);
        expect(commandOf(Buffer.from(JSON.stringify(asked)))).toEqual(asked);
      }),
      rounds,
    );
  });

  test('carries its text: an ordinary booking is not written again', () => {
    const ordinary = booking('2026-05-11', '2026-05-13', {
      country: null,
      personal: 'id.c2VhbGVk',
    });
    const { body: _, ...envelope } = command({
      type: 'cancel',
      reservationId: id(1),
      reason: 'other',
    });
    const body: BookStay = { type: 'book', reservationId: id(1), booking: ordinary };
    const carried = commandOf(Buffer.from(commandText(envelope, body))).body;
    if (carried.type !== 'book') throw new Error('it is no booking');
    expect(carriedBytes(carried.booking)).toBeDefined();
    expect(bookingText(carried.booking)).toBe(JSON.stringify(ordinary));
    expect(carriedBytes({ ...carried.booking })).toBeUndefined();
  });

  test('has the lengths that the writer cuts by, as the door makes it', () => {
    const stay = booking('2026-05-11', '2026-05-13');
    const guest = { firstName: 'Ana', lastName: 'Okoye' };
    const sealed = sealPersonal({ guest, comment: undefined }, id(1), {
      ids: systemIds,
      random: systemRandom,
    });
    if (sealed === undefined) throw new Error('nothing was sealed');
    const { personal, guestKey } = sealed;
    const withGuest = { ...stay, personal };
    const body: BookStay = { type: 'book', reservationId: id(1), booking: withGuest, guestKey };
    const { body: _, ...envelope } = command(body, {
      fingerprint: fingerprintOf('{}'),
      effectiveAt: instantText(systemClock.nowMs()) as CommandEnvelope['effectiveAt'],
    });
    const read = commandOf(Buffer.from(commandText(envelope, body)));
    expect(read).toEqual({ ...envelope, body });
    if (read.body.type !== 'book') throw new Error('it is no booking');
    expect(carriedBytes(read.body.booking)).toBeDefined();
  });

  test('keeps its guest key out of what is kept', () => {
    const body: BookStay = {
      ...{ type: 'book', reservationId: id(1), booking: booking('2026-05-11', '2026-05-12') },
      guestKey: 'key.secret',
    };
    const { body: _, ...envelope } = command(body);
    const [, kept] = commandText(envelope, body).split('\n');
    expect(kept).not.toContain('secret');
  });
});

describe('A fact', () => {
  test('has the text that JSON gives it, for bookings taken, flagged and turned away', () => {
    fc.assert(
      fc.property(envelopes, bodies, ({ expectedVersion: _, ...more }, body) => {
        const { body: __, ...envelope } = command(body, more);
        const carried = commandOf(Buffer.from(commandText(envelope, body)));
        const book = bookOf(opened());
        const { facts } = decide(carried, book);
        const [other] = decide({ ...envelope, body }, bookOf(opened())).facts;
        const [one] = facts;
        fc.pre(one !== undefined && other !== undefined);
        expect(textOf(one)).toBe(JSON.stringify(other.data));
        evolveAll(book, tenant, facts);
        expect(textOf(one)).toBe(JSON.stringify(other.data));
      }),
      rounds,
    );
  });

  test('is the bytes that its book keeps, where a booking was taken with nothing to tell', () => {
    const plain = booking('2026-05-11', '2026-05-13', { personal: 'id.c2VhbGVk' });
    const body: BookStay = { type: 'book', reservationId: id(1), booking: plain };
    const { body: _, ...envelope } = command(body);
    const book = bookOf(opened());
    const { facts } = decide(commandOf(Buffer.from(commandText(envelope, body))), book);
    const [fact] = facts;
    if (fact === undefined) throw new Error('nothing was booked');
    expect(factJson(fact)).toBeTypeOf('string');
    evolveAll(book, tenant, facts);
    expect(factJson(fact)).toBeInstanceOf(Uint8Array);
    expect(book.reservations.get(id(1))?.bookingText).toBe(JSON.stringify(plain));
  });

  test('of a later change has it too, with the change in it', () => {
    const body = {
      type: 'book',
      reservationId: id(1),
      booking: booking('2026-05-11', '2026-05-13'),
    } as const;
    const { body: _, ...envelope } = command(body);
    const carried = commandOf(Buffer.from(commandText(envelope, body)));
    const book = bookOf(opened());
    evolveAll(book, tenant, decide(carried, book).facts);
    const changed = decide(
      command({ type: 'modify', reservationId: id(1), changes: { adults: 1 } }),
      book,
    );
    const [fact] = changed.facts;
    if (fact === undefined) throw new Error('nothing was changed');
    expect(JSON.parse(textOf(fact)).booking).toEqual({ ...body.booking, adults: 1 });
  });
});
