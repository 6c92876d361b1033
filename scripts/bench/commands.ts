/** Commands to the writer as the door makes them, and tools for a writer whose database has nothing. */
import { CommandEnvelope, type ReservationsCommandBody } from '#schema/reservations/commands.ts';
import { SubmitReservation } from '#schema/reservations/http.ts';
import type { Currency, ReservationId } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import type { ConsumerTools } from '#shared/function/declare.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import { systemClock, systemIds, systemRandom } from '#shared/system.ts';
import { telemetryOff } from '#shared/telemetry/process-telemetry.ts';
import { bookingOf } from '../../functions/reservations/booking.ts';
import { commandText } from '../../functions/reservations/wire.ts';
import { businessDate, type Draw, roomTypes, stayRequest } from '../../load/stays.ts';

export const tenantId = '0199d000-0000-7000-8000-000000000001';
export const propertyCount = 50;
/** So many that all find a room. */
const physical = 10_000;
export const nothing: Sql = { rows: async () => [], count: async () => 0 };
export const tools: ConsumerTools = {
  partitionOf: () => 0,
  presumeNew: true,
  channels: { publish: async () => {}, subscribe: async () => async () => {} },
  replies: { send() {} },
  clock: systemClock,
  ids: systemIds,
  telemetry: telemetryOff,
  read: (_tenants, work) => work(nothing),
};

export function uuid(kind: number, number: number): string {
  return `0199d000-0000-7000-${8000 + kind}-${String(number).padStart(12, '0')}`;
}

export function recordOf(
  envelope: CommandEnvelope,
  body: ReservationsCommandBody,
  offset: number,
): StoredRecord {
  return {
    offset,
    key: '',
    appendedAtMs: 0,
    headers: {
      'content-type': 'application/json',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00',
      replyto: 'process.bench.replies.reservations',
    },
    value: Buffer.from(commandText(envelope, body)),
  };
}

export function envelope(number: number, propertyId: string): CommandEnvelope {
  return CommandEnvelope.parse({
    id: uuid(1, number),
    tenantId,
    propertyId,
    fingerprint: 'GmN0sM1cDk2mS1L5vQ0zXw',
    actor: { kind: 'user', id: uuid(2, 1) },
    effectiveAt: '2026-03-01T09:00:00.000Z',
    acceptance: 'strict',
    clientAddress: '203.0.113.7',
  });
}

export function opening(property: number): StoredRecord {
  const body: Extract<ReservationsCommandBody, { type: 'open_property' }> = {
    type: 'open_property',
    name: 'Caravan',
    timeZone: 'Europe/Lisbon',
    currency: 'EUR',
    bucket: 0,
    businessDate,
    roomTypes: roomTypes.map((code) => ({ code, name: code, physical })),
  } as never;
  return recordOf(envelope(property, uuid(3, property)), body, property);
}

/** As the door makes them, sealed guest and key included. */
export function bookings(count: number, draw: Draw): readonly StoredRecord[] {
  return Array.from({ length: count }, (_, number) => {
    const reservationId = uuid(4, number) as ReservationId;
    const request = SubmitReservation.parse(stayRequest(draw));
    const sources = { ids: systemIds, random: systemRandom };
    const booked = bookingOf(request, reservationId, 'EUR' as Currency, sources);
    return recordOf(
      envelope(propertyCount + number, uuid(3, draw(propertyCount))),
      { type: 'book', reservationId, ...booked },
      propertyCount + number,
    );
  });
}
