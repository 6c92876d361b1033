/**
 * Facts of the context `reservations`, as data of CloudEvents on the topic `reservations.events`.
 * Each carries what projections need, so every read model can be rebuilt from them alone. They are
 * read tolerantly: a later version may add to them.
 */
import * as z from 'zod';
import { FeeDue } from '#schema/rates/priced-stay.ts';
import { ScopeRestrictions } from '#schema/rates/restricted-stay.ts';
import type { Unchanging } from '#schema/unchanging.ts';
import {
  Actor,
  Currency,
  HotelDate,
  Instant,
  PropertyId,
  ReservationId,
  RoomTypeCode,
} from '#schema/values.ts';
import {
  Booking,
  CancelReason,
  ReservationStatus,
  RoomTypePersons,
  ValidationMessage,
} from './values.ts';

export const eventsTopic = 'reservations.events';
export const eventsSource = '/reservations';

const Fact = z.object({
  propertyId: PropertyId,
  actor: z.object(Actor.shape),
  /** The business date it happened on. */
  businessDate: HotelDate,
  effectiveAt: Instant,
});
const Message = z.object(ValidationMessage.shape);

/** The whole reservation after the fact: projections need nothing older. */
export const ReservationFact = Fact.extend({
  reservationId: ReservationId,
  confirmationNumber: z.string(),
  /** 1 for the booking, one more with every fact. */
  version: z.int().min(1),
  status: ReservationStatus,
  booking: Booking,
  /** Where it differs from the booked type: what the guest really got. */
  assignedRoomType: RoomTypeCode.exactOptional(),
  validationMessages: z.array(Message),
});
export type ReservationFact = Unchanging<z.infer<typeof ReservationFact>>;

/** What its policies ask of a guest who cancelled or did not come; absent where that is nothing. */
const feeOwed = { fee: FeeDue.exactOptional() };

export const ReservationCancelled = ReservationFact.extend({ reason: CancelReason, ...feeOwed });
export const ReservationNoShow = ReservationFact.extend(feeOwed);
/** From `cancelled`, `no_show` or, the same business date, `checked_out`: `previousStatus` says which. */
export const ReservationReinstated = ReservationFact.extend({ previousStatus: ReservationStatus });
export const ReservationCheckedIn = ReservationFact.extend({ previousStatus: ReservationStatus });
/** `booking.departure` and `ratesMinor` are the stay as planned; `nightsStayed` counts from arrival. */
export const ReservationCheckedOut = ReservationFact.extend({ nightsStayed: z.int() });

export const PropertyOpened = Fact.extend({
  name: z.string(),
  timeZone: z.string(),
  currency: Currency,
  /** 0–4095, stored for ever: places the property on a partition. */
  bucket: z.int(),
  roomTypes: z.array(z.object({ code: RoomTypeCode, name: z.string(), physical: z.int() })),
});
export type PropertyOpened = Unchanging<z.infer<typeof PropertyOpened>>;

/** What is absent was left as it was, on the nights `[from, to)`. */
export const InventorySet = Fact.extend({
  /** `null` is the whole house. */
  roomType: RoomTypeCode.nullable(),
  from: HotelDate,
  to: HotelDate,
  physical: z.int().exactOptional(),
  outOfOrder: z.int().exactOptional(),
  /** `null` removed the limit. */
  sellLimit: z.int().nullable().exactOptional(),
  hard: z.boolean().exactOptional(),
  /** Of the figures that were set, as they were on those nights, in runs of equal ones. */
  before: z
    .array(
      z.object({
        from: HotelDate,
        to: HotelDate,
        physical: z.int().exactOptional(),
        outOfOrder: z.int().exactOptional(),
        sellLimit: z.int().nullable().exactOptional(),
        hard: z.boolean().exactOptional(),
      }),
    )
    .exactOptional(),
});
export type InventorySet = Unchanging<z.infer<typeof InventorySet>>;

/**
 * So many rooms of a type stand from the business date on: nights that had as many as before have as
 * many as now, and no other night has more. Below what is sold it leaves work items.
 */
export const RoomsCounted = Fact.extend({
  roomType: RoomTypeCode,
  name: z.string(),
  rooms: z.int(),
  listVersion: z.int(),
});
export type RoomsCounted = Unchanging<z.infer<typeof RoomsCounted>>;

/** Who may sleep in rooms of these types from now on; `null`: nobody says so any more. */
export const PersonsLimited = Fact.extend({
  roomTypes: z.array(RoomTypePersons),
  listVersion: z.int(),
});
export type PersonsLimited = Unchanging<z.infer<typeof PersonsLimited>>;

/** What scopes say of stays from now on; one that says nothing any more has no runs. */
export const StaysRestricted = Fact.extend({
  scopes: z.array(ScopeRestrictions),
  listVersion: z.int(),
});
export type StaysRestricted = Unchanging<z.infer<typeof StaysRestricted>>;

/** A booking that was refused for want of a room (OPERA's turnaway of type Denial). */
export const TurnedAway = Fact.extend({
  reservationId: ReservationId,
  arrival: HotelDate,
  departure: HotelDate,
  roomType: RoomTypeCode,
  nights: z.array(HotelDate),
  /** What an accept-and-flag source's booking would have been flagged for: it is still worked off. */
  validationMessages: z.array(Message),
});
export type TurnedAway = Unchanging<z.infer<typeof TurnedAway>>;

export const WorkItemResolved = Fact.extend({ workItemId: z.string(), note: z.string() });
export type WorkItemResolved = Unchanging<z.infer<typeof WorkItemResolved>>;

/** `businessDate` is the day that closed. */
export const BusinessDayClosed = Fact.extend({ nextBusinessDate: HotelDate });

/** Every fact by its type. What a released version may not change is in its type's `.vN`. */
export const reservationsEvents = {
  'property.opened.v1': PropertyOpened,
  'reservation.confirmed.v1': ReservationFact,
  'reservation.modified.v1': ReservationFact,
  'reservation.cancelled.v1': ReservationCancelled,
  'reservation.reinstated.v1': ReservationReinstated,
  'reservation.checked_in.v1': ReservationCheckedIn,
  'reservation.check_in_undone.v1': ReservationFact,
  'reservation.checked_out.v1': ReservationCheckedOut,
  'reservation.no_show.v1': ReservationNoShow,
  'reservation.turned_away.v1': TurnedAway,
  'inventory.set.v1': InventorySet,
  'rooms.counted.v1': RoomsCounted,
  'persons.limited.v1': PersonsLimited,
  'stays.restricted.v1': StaysRestricted,
  'business_day.closed.v1': BusinessDayClosed,
  'work_item.resolved.v1': WorkItemResolved,
} as const;

export type ReservationsEventType = keyof typeof reservationsEvents;
export type ReservationsEvents = {
  readonly [T in ReservationsEventType]: Unchanging<z.infer<(typeof reservationsEvents)[T]>>;
};
export type ReservationsEvent = {
  readonly [T in ReservationsEventType]: {
    readonly type: T;
    readonly data: ReservationsEvents[T];
  };
}[ReservationsEventType];
