/**
 * Facts of the context `reservations`, as data of CloudEvents on the topic `reservations.events`.
 * Each carries what projections need, so every read model can be rebuilt from them alone.
 */
import type {
  Actor,
  Currency,
  HotelDate,
  Instant,
  PropertyId,
  ReservationId,
  RoomTypeCode,
} from '#schema/values.ts';
import type { Booking, CancelReason, ReservationStatus, ValidationMessage } from './values.ts';

export const eventsTopic = 'reservations.events';
export const eventsSource = '/reservations';

interface Fact {
  readonly propertyId: PropertyId;
  readonly actor: Actor;
  /** The business date it happened on. */
  readonly businessDate: HotelDate;
  readonly effectiveAt: Instant;
}

/** The whole reservation after the fact: projections need nothing older. */
export interface ReservationFact extends Fact {
  readonly reservationId: ReservationId;
  readonly confirmationNumber: string;
  /** 1 for the booking, one more with every fact. */
  readonly version: number;
  readonly status: ReservationStatus;
  readonly booking: Booking;
  /** Where it differs from the booked type: what the guest really got. */
  readonly assignedRoomType?: RoomTypeCode;
  readonly validationMessages: readonly ValidationMessage[];
}

export interface PropertyOpened extends Fact {
  readonly name: string;
  readonly timeZone: string;
  readonly currency: Currency;
  readonly bucket: number;
  readonly roomTypes: readonly {
    readonly code: RoomTypeCode;
    readonly name: string;
    readonly physical: number;
  }[];
}

export interface InventorySet extends Fact {
  readonly roomType: RoomTypeCode | null;
  readonly from: HotelDate;
  readonly to: HotelDate;
  readonly physical?: number;
  readonly outOfOrder?: number;
  readonly sellLimit?: number | null;
  readonly hard?: boolean;
}

/** A booking that was refused for want of a room (OPERA's turnaway of type Denial). */
export interface TurnedAway extends Fact {
  readonly reservationId: ReservationId;
  readonly arrival: HotelDate;
  readonly departure: HotelDate;
  readonly roomType: RoomTypeCode;
  readonly nights: readonly HotelDate[];
  /** What an accept-and-flag source's booking would have been flagged for: it is still worked off. */
  readonly validationMessages: readonly ValidationMessage[];
}

export interface WorkItemResolved extends Fact {
  readonly workItemId: string;
  readonly note: string;
}

export interface ReservationsEvents {
  'property.opened.v1': PropertyOpened;
  'reservation.confirmed.v1': ReservationFact;
  'reservation.modified.v1': ReservationFact;
  'reservation.cancelled.v1': ReservationFact & { readonly reason: CancelReason };
  /** From `cancelled`, `no_show` or, the same business date, `checked_out`: `previousStatus` says which. */
  'reservation.reinstated.v1': ReservationFact & { readonly previousStatus: ReservationStatus };
  'reservation.checked_in.v1': ReservationFact & { readonly previousStatus: ReservationStatus };
  'reservation.check_in_undone.v1': ReservationFact;
  /** `booking.departure` and `ratesMinor` are the stay as planned; `nightsStayed` counts from arrival. */
  'reservation.checked_out.v1': ReservationFact & { readonly nightsStayed: number };
  'reservation.no_show.v1': ReservationFact;
  'reservation.turned_away.v1': TurnedAway;
  'inventory.set.v1': InventorySet;
  /** `businessDate` is the day that closed. */
  'business_day.closed.v1': Fact & { readonly nextBusinessDate: HotelDate };
  'work_item.resolved.v1': WorkItemResolved;
}

export type ReservationsEventType = keyof ReservationsEvents;
export type ReservationsEvent = {
  [T in ReservationsEventType]: { readonly type: T; readonly data: ReservationsEvents[T] };
}[ReservationsEventType];
