/** What the model expects of a command: from the life of a reservation, written out, and from the nights it asks for. */
import type { ReservationsCommand } from '#schema/reservations/commands.ts';
import type { Model, ModelStay } from '../../functions/reservations/domain/testing/model.ts';

export interface Expected {
  readonly outcome: string;
  readonly lacking?: readonly string[];
  /** Nights that are taken without a room. */
  readonly flagged?: readonly string[];
}

/** Undefined where other rules than these decide. */
export function expectedOf(model: Model, command: ReservationsCommand): Expected | undefined {
  const { body } = command;
  if (command.expectedVersion !== undefined) return undefined;
  switch (body.type) {
    case 'book': {
      const { arrival, departure, roomType, children } = body.booking;
      if (arrival < model.businessDate) return { outcome: 'arrival_in_past' };
      // What a source must give is another rule.
      if (children === null) return undefined;
      return room(model, command, undefined, roomType, arrival, departure);
    }
    case 'cancel':
      return { outcome: byStatus(model.stays.get(body.reservationId), cancelling) };
    case 'check_in': {
      const stay = model.stays.get(body.reservationId);
      const outcome = byStatus(stay, checkingIn);
      if (outcome !== 'due' || stay === undefined) return undefinedUnlessKnown(outcome);
      if (!isDueIn(stay, model.businessDate)) return { outcome: 'not_due_in' };
      return { outcome: 'accepted' };
    }
    case 'mark_no_show': {
      const stay = model.stays.get(body.reservationId);
      const outcome = byStatus(stay, missing);
      if (outcome !== 'due' || stay === undefined) return undefinedUnlessKnown(outcome);
      return { outcome: stay.arrival <= model.businessDate ? 'accepted' : 'not_due_in' };
    }
    case 'close_business_day': {
      if (body.businessDate !== model.businessDate) return { outcome: 'business_day_not_open' };
      const due = [...model.stays.values()].some(
        ({ status, arrival, departure }) =>
          (status === 'confirmed' && arrival <= model.businessDate) ||
          (status === 'in_house' && departure <= model.businessDate),
      );
      return { outcome: due ? 'day_close_blocked' : 'accepted' };
    }
    case 'modify':
      return modified(model, command, body);
    case 'check_out': {
      const stay = model.stays.get(body.reservationId);
      const outcome = byStatus(stay, leaving);
      if (outcome !== 'due' || stay === undefined) return { outcome };
      const due = stay.departure <= model.businessDate || body.earlyDeparture;
      return { outcome: due ? 'accepted' : 'not_due_out' };
    }
    case 'undo_check_in':
      return undefinedUnlessKnown(byStatus(model.stays.get(body.reservationId), undoing));
    case 'reinstate':
      return undefinedUnlessKnown(byStatus(model.stays.get(body.reservationId), reinstating));
    case 'open_property':
    case 'set_inventory':
    case 'count_rooms':
    case 'limit_persons':
    case 'restrict_stays':
    case 'resolve_work_item':
      return undefined;
  }
}

function room(
  model: Model,
  { acceptance }: ReservationsCommand,
  stay: ModelStay | undefined,
  roomType: string,
  arrival: string,
  departure: string,
): Expected {
  const { nights, lacking, hard } = model.take(stay, roomType, arrival, departure);
  if (lacking.length > 0 && (acceptance === 'strict' || hard))
    return { outcome: 'no_room', lacking };
  const flagged = [...nights].filter(([, held]) => held.flagged).map(([night]) => night);
  return { outcome: 'accepted', flagged };
}

function modified(
  model: Model,
  command: ReservationsCommand,
  { reservationId, changes }: Extract<ReservationsCommand['body'], { type: 'modify' }>,
): Expected | undefined {
  const stay = model.stays.get(reservationId);
  const outcome = byStatus(stay, modifying);
  if (outcome !== 'open' || stay === undefined) return undefinedUnlessKnown(outcome);
  const { arrival = stay.arrival, departure = stay.departure, roomType = stay.booked } = changes;
  const moved =
    arrival !== stay.arrival || departure !== stay.departure || roomType !== stay.booked;
  // A guest in the house, and a stay that has begun, may change less: other rules than these.
  if (!moved || stay.status !== 'confirmed' || stay.arrival < model.businessDate) return undefined;
  if (arrival !== stay.arrival && arrival < model.businessDate)
    return { outcome: 'arrival_in_past' };
  return room(
    model,
    command,
    stay,
    roomType === stay.booked ? stay.held : roomType,
    arrival,
    departure,
  );
}

type ByStatus = Readonly<Record<string, string>>;

const cancelling: ByStatus = {
  confirmed: 'accepted',
  in_house: 'guest_in_house',
  checked_out: 'reservation_closed',
  cancelled: 'accepted',
  no_show: 'reservation_closed',
};
const checkingIn: ByStatus = {
  confirmed: 'due',
  in_house: 'accepted',
  checked_out: 'reservation_closed',
  cancelled: 'reservation_closed',
  no_show: 'other',
};
const missing: ByStatus = {
  confirmed: 'due',
  in_house: 'guest_in_house',
  checked_out: 'reservation_closed',
  cancelled: 'reservation_closed',
  no_show: 'accepted',
};
const leaving: ByStatus = {
  confirmed: 'not_in_house',
  in_house: 'due',
  checked_out: 'accepted',
  cancelled: 'reservation_closed',
  no_show: 'reservation_closed',
};
const undoing: ByStatus = {
  confirmed: 'accepted',
  in_house: 'other',
  checked_out: 'reservation_closed',
  cancelled: 'reservation_closed',
  no_show: 'reservation_closed',
};
const reinstating: ByStatus = {
  confirmed: 'accepted',
  in_house: 'accepted',
  checked_out: 'other',
  cancelled: 'other',
  no_show: 'other',
};
const modifying: ByStatus = {
  confirmed: 'open',
  in_house: 'other',
  checked_out: 'reservation_closed',
  cancelled: 'reservation_closed',
  no_show: 'reservation_closed',
};

function byStatus(stay: ModelStay | undefined, rules: ByStatus): string {
  return stay === undefined ? 'reservation_unknown' : (rules[stay.status] ?? 'other');
}

function undefinedUnlessKnown(outcome: string): Expected | undefined {
  return outcome === 'other' ? undefined : { outcome };
}

/** From its arrival on, and before its last day has come, unless it only stays for the day. */
function isDueIn({ arrival, departure }: ModelStay, today: string): boolean {
  return arrival <= today && (today < departure || (arrival === departure && arrival === today));
}
