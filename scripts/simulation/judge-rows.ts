/** The rows of reservations and of the lists about them are what the last fact of each says. */
import type { ReservationFact } from '#schema/reservations/events.ts';
import type { Evidence, ListedRow } from './evidence.ts';

export function* rowFaults({ tables }: Evidence): Generator<string> {
  const last = new Map<string, ReservationFact>();
  for (const { data } of tables.events) {
    const fact: ReservationFact = JSON.parse(data);
    if (fact.version === undefined) continue;
    const before = last.get(fact.reservationId)?.version ?? 0;
    if (fact.version !== before + 1)
      yield `${fact.reservationId} goes from version ${before} to ${fact.version}`;
    last.set(fact.reservationId, fact);
  }
  const keys = new Set(tables.guestKeys.map((row) => `${row.reservation_id} ${row.key_id}`));
  for (const row of tables.reservations) {
    const fact = last.get(row.reservation_id);
    const real = fact === undefined ? undefined : shapeOf(fact);
    const kept = [row.version, row.status, row.arrival, row.departure, row.room_type].join(' ');
    if (kept !== real) yield `${row.reservation_id} is kept as ${kept}, by the facts ${real}`;
    if (row.personal !== (fact?.booking.personal ?? null))
      yield `${row.reservation_id} keeps another guest than the facts`;
    if (row.personal !== null && !keys.has(`${row.reservation_id} ${row.personal.split('.')[0]}`))
      yield `${row.reservation_id} has a guest whose key is not kept`;
  }
  const kept = new Set(tables.reservations.map((row) => row.reservation_id));
  for (const id of last.keys()) if (!kept.has(id)) yield `${id} has facts and no row`;
  yield* list('arrivals', tables.arrivals, last, (fact, row) => [
    ['status', row.status, fact.status],
    ['flagged', row.flagged, fact.validationMessages.length > 0],
  ]);
  const seen = new Map(
    [...last].filter(([, fact]) => fact.version > 1 || fact.status === 'in_house'),
  );
  yield* list('in_house', tables.inHouse, seen, (fact, row) => [
    ['present', row.present, fact.status === 'in_house'],
  ]);
  yield* statistics({ tables }, last);
}

/** Every reservation counts for what it is now. */
function* statistics(
  { tables }: Pick<Evidence, 'tables'>,
  last: ReadonlyMap<string, ReservationFact>,
): Generator<string> {
  const facts = [...last.values()];
  for (const row of tables.statistics) {
    for (const status of [
      'confirmed',
      'in_house',
      'checked_out',
      'cancelled',
      'no_show',
    ] as const) {
      const real = facts.filter(
        (fact) => fact.propertyId === row.property_id && fact.status === status,
      ).length;
      if (row[status] !== real)
        yield `${row.property_id} counts ${row[status]} ${status}, by the facts ${real}`;
    }
  }
  if (tables.statistics.length !== tables.properties.length)
    yield `${tables.statistics.length} of ${tables.properties.length} properties are counted`;
}

function shapeOf({ version, status, booking }: ReservationFact): string {
  return [version, status, booking.arrival, booking.departure, booking.roomType].join(' ');
}

type Compared = readonly (readonly [string, unknown, unknown])[];

function* list(
  name: string,
  rows: readonly ListedRow[],
  facts: ReadonlyMap<string, ReservationFact>,
  more: (fact: ReservationFact, row: ListedRow) => Compared,
): Generator<string> {
  const missing = new Set(facts.keys());
  for (const row of rows) {
    missing.delete(row.reservation_id);
    const fact = facts.get(row.reservation_id);
    if (fact === undefined) {
      yield `${name} lists ${row.reservation_id}, which no fact put there`;
      continue;
    }
    const compared: Compared = [
      ['version', row.version, fact.version],
      ['arrival', row.arrival, fact.booking.arrival],
      ['departure', row.departure, fact.booking.departure],
      ['room type', row.room_type, fact.assignedRoomType ?? fact.booking.roomType],
      ...more(fact, row),
    ];
    for (const [what, shown, real] of compared) {
      if (shown !== real)
        yield `${name} shows ${what} ${shown} of ${row.reservation_id}, by the facts ${real}`;
    }
  }
  for (const id of missing) yield `${name} lacks ${id}`;
}
