/** Facts of a house as the real writer puts them: properties opened, stays booked, some cancelled, the first guests come and gone. */
import assert from 'node:assert/strict';
import type { ReservationsCommandBody } from '#schema/reservations/commands.ts';
import { HotelDate } from '#schema/values.ts';
import type { Database } from '#shared/database/database.ts';
import { insertEvents, partitionOf } from '#shared/events/outbox.ts';
import type { OutboxEvent } from '#shared/function/declare.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import decideReservations from '../../functions/reservations/decide-reservations.ts';
import { commandOf } from '../../functions/reservations/wire.ts';
import { businessDate, draws } from '../../load/stays.ts';
import {
  bookings,
  envelope,
  nothing,
  opening,
  propertyCount,
  recordOf,
  tools,
  uuid,
} from './commands.ts';

/** Past the ids of every opening and booking. */
const laterIds = 10_000_000;
/** One in so many bookings is cancelled. */
const cancelledOneIn = 10;
/** As many as the writer takes from its log at a time. */
const batchSize = decideReservations.batchRecordsMax;

/** On all partitions of an outbox, in the order they happened; at least one for each booking. */
export async function factsOf(bookingCount: number): Promise<readonly OutboxEvent[]> {
  const opened = Array.from({ length: propertyCount }, (_, property) => opening(property));
  const booked = bookings(bookingCount, draws(7));
  const commands = [...opened, ...booked, ...later(booked)];
  const memory = decideReservations.memory();
  const facts: OutboxEvent[] = [];
  for (let from = 0; from < commands.length; from += batchSize) {
    const records = commands.slice(from, from + batchSize);
    const { events, write } = await decideReservations.handle({ records, memory }, tools);
    await write(nothing);
    for (const event of events)
      facts.push({ ...event, partition: partitionOf(event.partitionKey) });
  }
  assert(facts.length >= opened.length + booked.length, 'every booking is confirmed');
  return facts;
}

/** What a writer commits at once on a busy evening. */
export const eventsPerTransaction = 256;

/** As a writer's transactions have them; the last has what is left. */
export function inTransactions(facts: readonly OutboxEvent[]): readonly (readonly OutboxEvent[])[] {
  return Array.from({ length: Math.ceil(facts.length / eventsPerTransaction) }, (_, at) =>
    facts.slice(at * eventsPerTransaction, (at + 1) * eventsPerTransaction),
  );
}

export async function insertAll(
  outbox: Database,
  transactions: readonly (readonly OutboxEvent[])[],
): Promise<void> {
  for (const events of transactions) {
    const tenants = [...new Set(events.map(({ tenantId }) => tenantId))];
    await outbox.write(tenants, (sql) => insertEvents(sql, events));
  }
}

/** Some are cancelled, who is due comes, the day is closed everywhere, and who came leaves. */
function later(booked: readonly StoredRecord[]): readonly StoredRecord[] {
  let number = 0;
  const next = (propertyId: string, body: ReservationsCommandBody): StoredRecord => {
    number += 1;
    return recordOf(envelope(laterIds + number, propertyId), body, laterIds + number);
  };
  const cancelled: StoredRecord[] = [];
  const arrived: StoredRecord[] = [];
  const left: StoredRecord[] = [];
  for (const [at, record] of booked.entries()) {
    const { propertyId, body } = commandOf(record.value);
    assert(body.type === 'book');
    const { reservationId, booking } = body;
    if (at % cancelledOneIn === 0)
      cancelled.push(
        next(propertyId, { type: 'cancel', reservationId, reason: 'requested_by_guest' }),
      );
    else if (booking.arrival === businessDate) {
      arrived.push(next(propertyId, { type: 'check_in', reservationId }));
      left.push(next(propertyId, { type: 'check_out', reservationId, earlyDeparture: true }));
    }
  }
  const closed = Array.from({ length: propertyCount }, (_, property) =>
    next(uuid(3, property), {
      type: 'close_business_day',
      businessDate: HotelDate.parse(businessDate),
    }),
  );
  return [...cancelled, ...arrived, ...closed, ...left];
}
