/** Keeps the statistics of every property: what was sold on each night, once the guest has left. */
import type {
  PropertyOpened,
  ReservationFact,
  ReservationsEvents,
  ReservationsEventType,
  TurnedAway,
} from '#schema/reservations/events.ts';
import { eventsTopic } from '#schema/reservations/events.ts';
import type { Currency } from '#schema/values.ts';
import { contentOf } from '#shared/events/read-fact.ts';
import { consumer } from '#shared/function/declare.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import {
  apply,
  countedBefore,
  isPlain,
  type Stay,
  type StayFact,
  unknownStay,
} from './domain/apply.ts';
import { count, emptyTally, type Tally } from './domain/tally.ts';
import {
  type ChangedStay,
  loadStays,
  openProperties,
  type PropertyKey,
  type StayKey,
  writeStays,
  writeTallies,
} from './stays.ts';

/** A fact is handled in some 20 µs and a transaction costs a millisecond: larger batches gain little. */
const batchRecordsMax = 1_000;
/** Figures of nights are looked at by the day; a batch costs as much as thirty of its facts. */
const gatherMs = 150;

type Read =
  | { readonly about: PropertyKey; readonly opened: Currency }
  | { readonly about: StayKey; readonly fact: StayFact };

export default consumer({
  context: 'analytics',
  name: 'project-night-statistics',
  purpose: 'Counts rooms sold, revenue, turnaways and flags from the facts of reservations.',
  topic: eventsTopic,
  batchRecordsMax,
  gatherMs,
  tables: ['stays', 'nights', 'properties', 'flags'],
  scale: { replicasMin: 0, replicasMax: 8, lagThreshold: 5_000 },
  memory: () => null,
  async handle({ records }, tools) {
    const reads = records.flatMap(readFact);
    const tenants = [...new Set(reads.map(({ about }) => about.tenantId))];
    const facts = reads.filter((read) => 'fact' in read);
    // What is presumed unheard of is written by a plain insert, whose key finds out.
    const keys = new Map(
      facts
        .filter(({ fact }) => !(tools.presumeNew && isFirst(fact)))
        .map(({ about }) => [about.reservationId, about]),
    );
    const known =
      keys.size === 0
        ? new Map<string, Stay>()
        : await tools.read(tenants, (sql) => loadStays(sql, [...keys.values()]));
    const changed = new Map<string, ChangedStay>();
    const tallies = new Map<string, readonly [PropertyKey, Tally]>();
    for (const { about, fact } of facts) {
      const kept =
        changed.get(about.reservationId)?.stay ?? known.get(about.reservationId) ?? unknownStay;
      const before = countedBefore(kept, fact);
      const after = apply(before, fact);
      if (after === before) continue;
      count(tallyOf(tallies, about), before, after);
      if (isPlain(fact)) continue;
      const isNew = !known.has(about.reservationId);
      changed.set(about.reservationId, { key: about, stay: after, isNew });
    }
    const opened = reads.flatMap((read) =>
      'opened' in read ? [{ ...read.about, currency: read.opened }] : [],
    );
    return {
      tenants,
      events: [],
      async write(sql) {
        await Promise.all([
          opened.length > 0 ? openProperties(sql, opened) : undefined,
          changed.size > 0 ? writeStays(sql, [...changed.values()]) : undefined,
          tallies.size > 0 ? writeTallies(sql, [...tallies.values()]) : undefined,
        ]);
      },
    };
  },
});

/** Of all that is ever said of a reservation. */
function isFirst(fact: StayFact): boolean {
  return fact.kind === 'turned_away' || fact.data.version === 1;
}

function tallyOf(
  tallies: Map<string, readonly [PropertyKey, Tally]>,
  { tenantId, propertyId }: PropertyKey,
): Tally {
  const key = `${tenantId} ${propertyId}`;
  const found = tallies.get(key);
  if (found !== undefined) return found[1];
  const tally = emptyTally();
  tallies.set(key, [{ tenantId, propertyId }, tally]);
  return tally;
}

/** Nothing for facts that change no figure; their data is not even parsed. */
function readFact(record: StoredRecord): Read[] {
  const tenantId = record.headers['ce_tenantid'];
  const type = record.headers['ce_type'];
  if (tenantId === undefined || type === undefined) return [];
  switch (type as ReservationsEventType) {
    case 'property.opened.v1': {
      const { propertyId, currency }: PropertyOpened = contentOf(record);
      return [{ about: { tenantId, propertyId }, opened: currency }];
    }
    case 'reservation.checked_out.v1': {
      const data: ReservationsEvents['reservation.checked_out.v1'] = contentOf(record);
      const { nightsStayed } = data;
      return [
        { about: aboutStay(tenantId, data), fact: { kind: 'reservation', data, nightsStayed } },
      ];
    }
    case 'reservation.confirmed.v1':
    case 'reservation.modified.v1':
    case 'reservation.cancelled.v1':
    case 'reservation.reinstated.v1':
    case 'reservation.checked_in.v1':
    case 'reservation.check_in_undone.v1':
    case 'reservation.no_show.v1': {
      const data: ReservationFact = contentOf(record);
      return [{ about: aboutStay(tenantId, data), fact: { kind: 'reservation', data } }];
    }
    case 'reservation.turned_away.v1': {
      const data: TurnedAway = contentOf(record);
      return [{ about: aboutStay(tenantId, data), fact: { kind: 'turned_away', data } }];
    }
    case 'inventory.set.v1':
    case 'rooms.counted.v1':
    case 'persons.limited.v1':
    case 'stays.restricted.v1':
    case 'business_day.closed.v1':
    case 'work_item.resolved.v1':
      return [];
  }
}

function aboutStay(tenantId: string, data: ReservationFact | TurnedAway): StayKey {
  return { tenantId, propertyId: data.propertyId, reservationId: data.reservationId };
}
