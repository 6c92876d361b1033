/**
 * Decisions per second of one thread, from the bytes of commands to the bytes of events: the
 * writer's own function with everything it does for a command, on a database that has nothing.
 */
import assert from 'node:assert/strict';
import type { ReservationsCommand } from '#schema/reservations/commands.ts';
import { SubmitReservation } from '#schema/reservations/http.ts';
import type { Currency, ReservationId } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import type { ConsumerTools } from '#shared/function/declare.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import { systemClock, systemIds, systemRandom } from '#shared/system.ts';
import { telemetryOff } from '#shared/telemetry/process-telemetry.ts';
import { bookingOf } from '../../functions/reservations/booking.ts';
import decideReservations from '../../functions/reservations/decide-reservations.ts';
import { businessDate, type Draw, draws, roomTypes, stayRequest } from '../../load/stays.ts';
import { type BenchOptions, type Figure, median, rounded, spread } from './figure.ts';

const goalPerSecond = 300_000;
/** As many as the writer takes from its log at a time. */
const batchSize = decideReservations.batchRecordsMax;
const tenantId = '0199d000-0000-7000-8000-000000000001';
const propertyCount = 50;
/** So many that all find a room. */
const physical = 10_000;
const nothing: Sql = { rows: async () => [], count: async () => 0 };
const tools: ConsumerTools = {
  partition: 0,
  channels: { publish: async () => {} },
  clock: systemClock,
  ids: systemIds,
  telemetry: telemetryOff,
  read: (_tenants, work) => work(nothing),
};

function uuid(kind: number, number: number): string {
  return `0199d000-0000-7000-${8000 + kind}-${String(number).padStart(12, '0')}`;
}

function recordOf(command: object, offset: number): StoredRecord {
  return {
    offset,
    key: '',
    appendedAtMs: 0,
    headers: {
      'content-type': 'application/json',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00',
      replyto: 'process.bench.replies.reservations',
    },
    value: Buffer.from(JSON.stringify(command)),
  };
}

function envelope(number: number, propertyId: string): object {
  return {
    id: uuid(1, number),
    tenantId,
    propertyId,
    fingerprint: 'GmN0sM1cDk2mS1L5vQ0zXw',
    actor: { kind: 'user', id: uuid(2, 1) },
    effectiveAt: '2026-03-01T09:00:00.000Z',
    acceptance: 'strict',
  };
}

function opening(property: number): StoredRecord {
  const body: Extract<ReservationsCommand['body'], { type: 'open_property' }> = {
    type: 'open_property',
    name: 'Caravan',
    timeZone: 'Europe/Lisbon',
    currency: 'EUR',
    bucket: 0,
    businessDate,
    roomTypes: roomTypes.map((code) => ({ code, name: code, physical })),
  } as never;
  return recordOf({ ...envelope(property, uuid(3, property)), body }, property);
}

/** As the door makes them, sealed guest and key included. */
function bookings(count: number, draw: Draw): readonly StoredRecord[] {
  return Array.from({ length: count }, (_, number) => {
    const reservationId = uuid(4, number) as ReservationId;
    const request = SubmitReservation.parse(stayRequest(draw));
    const sources = { ids: systemIds, random: systemRandom };
    const booked = bookingOf(request, reservationId, 'EUR' as Currency, sources);
    return recordOf(
      {
        ...envelope(propertyCount + number, uuid(3, draw(propertyCount))),
        body: { type: 'book', reservationId, ...booked },
      },
      propertyCount + number,
    );
  });
}

interface Round {
  readonly perSecond: number;
  /** What is left of the writer's work in JavaScript: columns for its statements. */
  readonly rowsUs: number;
  readonly eventBytes: number;
}

async function round(
  opened: readonly StoredRecord[],
  booked: readonly StoredRecord[],
): Promise<Round> {
  const memory = decideReservations.memory();
  const first = await decideReservations.handle({ records: opened, memory }, tools);
  assert.equal(first.events.length, opened.length);
  await first.write(nothing);
  let decidingMs = 0;
  let rowsMs = 0;
  let eventBytes = 0;
  let last: Buffer = Buffer.alloc(0);
  let facts = 0;
  for (let from = 0; from < booked.length; from += batchSize) {
    const records = booked.slice(from, from + batchSize);
    const startedMs = performance.now();
    const effects = await decideReservations.handle({ records, memory }, tools);
    for (const event of effects.events) {
      last = Buffer.from(event.data);
      eventBytes += last.length;
    }
    const decidedMs = performance.now();
    await effects.write(nothing);
    rowsMs += performance.now() - decidedMs;
    decidingMs += decidedMs - startedMs;
    facts += effects.events.filter(({ type }) => type === 'reservation.confirmed.v1').length;
  }
  assert.equal(facts, booked.length, 'every booking is confirmed');
  assertCarried(last, booked.at(-1));
  return {
    perSecond: booked.length / (decidingMs / 1000),
    rowsUs: (rowsMs * 1000) / booked.length,
    eventBytes: eventBytes / booked.length,
  };
}

/** The event says what the command asked for. */
function assertCarried(event: Buffer, command: StoredRecord | undefined): void {
  const asked = JSON.parse(command?.value.toString() ?? '{}');
  const fact = JSON.parse(event.toString());
  assert.deepEqual(fact.booking, asked.body.booking);
  assert.equal(fact.reservationId, asked.body.reservationId);
  assert.equal(fact.propertyId, asked.propertyId);
  assert.match(fact.confirmationNumber, /^[34679ACDEFGHJKMNPQRTVWXY]{10}$/);
}

export async function bench({ quick }: BenchOptions): Promise<Figure> {
  const opened = Array.from({ length: propertyCount }, (_, property) => opening(property));
  const booked = bookings(quick ? 10_240 : 51_200, draws(7));
  const rounds: Round[] = [];
  const [warmUp, counted] = quick ? [2, 3] : [3, 9];
  for (let at = 0; at < warmUp + counted; at += 1) {
    const result = await round(opened, booked);
    if (at >= warmUp) rounds.push(result);
  }
  const perSecond = rounds.map((each) => each.perSecond);
  const ours = Math.round(median(perSecond));
  return {
    ours,
    unit: 'decisions/s',
    goal: `≥ ${goalPerSecond.toLocaleString('en')}/s`,
    met: ours >= goalPerSecond,
    details: {
      spread: rounded(spread(perSecond), 2),
      microseconds: rounded(1e6 / ours),
      commandBytes: Math.round(
        booked.reduce((sum, { value }) => sum + value.length, 0) / booked.length,
      ),
      eventBytes: Math.round(median(rounds.map((each) => each.eventBytes))),
      rowsMicroseconds: rounded(median(rounds.map((each) => each.rowsUs))),
    },
  };
}
