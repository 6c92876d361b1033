/**
 * The books of one property made a second time, from its facts alone and without the code that
 * decided them: every night's rooms, against every limit, after every fact.
 */
import type {
  InventorySet,
  PropertyOpened,
  ReservationFact,
  ReservationsEvent,
  RoomsCounted,
} from '#schema/reservations/events.ts';
import { dayNumber } from '#schema/values.ts';
import { faultList } from './check.ts';

/** As the product's table has it: a room type, or the whole house. */
const house = 'house';

interface Night {
  sold: number;
  physical: number;
  outOfOrder: number;
  limit: number | null;
}

interface Held {
  version: number;
  from: number;
  to: number;
  scope: string;
}

export interface Books {
  apply(event: ReservationsEvent): void;
  /** Rooms sold by `scope day`; nights that were never sold are not in it. */
  sold(): ReadonlyMap<string, number>;
  readonly reservations: number;
  /** How often a night was given to a reservation, and its limits looked at. */
  readonly nightsChecked: number;
  readonly limitFaults: readonly string[];
  readonly versionFaults: readonly string[];
}

export function booksOf(): Books {
  const scopes = new Map<string, { physical: number; nights: Map<number, Night> }>();
  const reservations = new Map<string, Held>();
  const limitFaults = faultList();
  const versionFaults = faultList();
  let nightsChecked = 0;

  function nightOf(scope: string, day: number): Night {
    const kept = scopes.get(scope) ?? { physical: 0, nights: new Map<number, Night>() };
    scopes.set(scope, kept);
    const known = kept.nights.get(day);
    if (known !== undefined) return known;
    const night = { sold: 0, physical: kept.physical, outOfOrder: 0, limit: null };
    kept.nights.set(day, night);
    return night;
  }

  /** Without a limit of its own the house sells what its types may. */
  function limitOf(scope: string, day: number): number {
    const { limit, physical, outOfOrder } = nightOf(scope, day);
    if (limit !== null) return limit;
    if (scope !== house) return Math.max(0, physical - outOfOrder);
    return [...scopes.keys()]
      .filter((each) => each !== house)
      .reduce((sum, each) => sum + limitOf(each, day), 0);
  }

  function hold(fact: ReservationFact, to: number): void {
    const { reservationId, version, booking, assignedRoomType, validationMessages } = fact;
    const before = reservations.get(reservationId);
    if (version !== (before?.version ?? 0) + 1) {
      versionFaults.add(
        `reservation ${reservationId}: version ${version} after ${before?.version ?? 0}`,
      );
    }
    const now = {
      version,
      from: dayNumber(booking.arrival),
      to,
      scope: assignedRoomType ?? booking.roomType,
    };
    reservations.set(reservationId, now);
    for (const change of [before, now]) {
      if (change === undefined) continue;
      const by = change === now ? 1 : -1;
      for (let day = change.from; day < change.to; day += 1) {
        nightOf(change.scope, day).sold += by;
        nightOf(house, day).sold += by;
      }
    }
    const excused = new Set(validationMessages.flatMap(({ nights = [] }) => nights.map(dayNumber)));
    for (let day = now.from; day < now.to; day += 1) {
      for (const scope of [now.scope, house]) {
        const heldBefore =
          before !== undefined &&
          before.from <= day &&
          day < before.to &&
          (scope === house || before.scope === scope);
        if (heldBefore || excused.has(day)) continue;
        nightsChecked += 1;
        const { sold } = nightOf(scope, day);
        const limit = limitOf(scope, day);
        if (sold > limit) limitFaults.add(`${scope}, day ${day}: ${sold} sold, ${limit} allowed`);
      }
    }
  }

  function set({ roomType, from, to, physical, outOfOrder, sellLimit }: InventorySet): void {
    for (let day = dayNumber(from); day < dayNumber(to); day += 1) {
      const night = nightOf(roomType ?? house, day);
      if (physical !== undefined) night.physical = physical;
      if (outOfOrder !== undefined) night.outOfOrder = outOfOrder;
      if (sellLimit !== undefined) night.limit = sellLimit;
    }
  }

  /** Nights that stood as the type did stand as it does; no other stands higher. */
  function count({ roomType, rooms, businessDate }: RoomsCounted): void {
    const kept = scopes.get(roomType) ?? { physical: 0, nights: new Map<number, Night>() };
    scopes.set(roomType, kept);
    for (const [day, night] of kept.nights) {
      if (day < dayNumber(businessDate)) continue;
      night.physical = night.physical === kept.physical ? rooms : Math.min(night.physical, rooms);
    }
    kept.physical = rooms;
  }

  function open({ roomTypes }: PropertyOpened): void {
    for (const { code, physical } of roomTypes) scopes.set(code, { physical, nights: new Map() });
  }

  return {
    apply({ type, data }) {
      switch (type) {
        case 'property.opened.v1':
          return open(data);
        case 'inventory.set.v1':
          return set(data);
        case 'rooms.counted.v1':
          return count(data);
        case 'reservation.turned_away.v1':
        case 'persons.limited.v1':
        case 'stays.restricted.v1':
        case 'business_day.closed.v1':
        case 'work_item.resolved.v1':
          return undefined;
        case 'reservation.checked_out.v1':
          return hold(data, dayNumber(data.booking.arrival) + data.nightsStayed);
        case 'reservation.confirmed.v1':
        case 'reservation.modified.v1':
        case 'reservation.cancelled.v1':
        case 'reservation.reinstated.v1':
        case 'reservation.checked_in.v1':
        case 'reservation.check_in_undone.v1':
        case 'reservation.no_show.v1':
          return hold(data, endOf(data));
      }
    },
    sold() {
      const sold = new Map<string, number>();
      for (const [scope, { nights }] of scopes) {
        for (const [day, night] of nights)
          if (night.sold !== 0) sold.set(`${scope} ${day}`, night.sold);
      }
      return sold;
    },
    get reservations() {
      return reservations.size;
    },
    get nightsChecked() {
      return nightsChecked;
    },
    limitFaults: limitFaults.list,
    versionFaults: versionFaults.list,
  };
}

/** The day after the last night that a reservation which is not checked out holds. */
function endOf({ status, booking }: ReservationFact): number {
  const arrival = dayNumber(booking.arrival);
  if (status === 'cancelled') return arrival;
  const departure = dayNumber(booking.departure);
  return status === 'no_show' ? Math.min(departure, arrival + 1) : departure;
}
