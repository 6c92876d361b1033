/**
 * Commands to the writer of a property's nights: the records of the topic `reservations.commands`.
 * The door builds and checks them; the decider trusts their shape and judges their sense.
 */
import type {
  Acceptance,
  Actor,
  CommandId,
  Currency,
  HotelDate,
  Instant,
  PropertyId,
  ReservationId,
  RoomTypeCode,
  TenantId,
} from '#schema/values.ts';
import type { Booking, CancelReason, ValidationMessage } from './values.ts';

export const commandsTopic = 'reservations.commands';

/** Commands are kept 3 days; decisions outlive them, so that a late copy is still recognised. */
export const commandsRetentionMs = 3 * 86_400_000;
export const decisionsRetentionMs = 14 * 86_400_000;

export interface OpenProperty {
  readonly type: 'open_property';
  readonly name: string;
  readonly timeZone: string;
  readonly currency: Currency;
  readonly businessDate: HotelDate;
  /** 0–4095, stored for ever: places the property on a partition. */
  readonly bucket: number;
  readonly roomTypes: readonly {
    readonly code: RoomTypeCode;
    readonly name: string;
    readonly physical: number;
  }[];
}

export interface BookStay {
  readonly type: 'book';
  readonly reservationId: ReservationId;
  readonly booking: Booking;
  /** The key `booking.personal` is sealed with; stored apart from every event, deleted to erase. */
  readonly guestKey?: string;
}

/** What is absent stays as it is. `ratesMinor` is given whenever the nights change. */
export interface ModifyStay {
  readonly type: 'modify';
  readonly reservationId: ReservationId;
  readonly changes: Partial<Omit<Booking, 'currency'>> & { readonly currency?: Currency };
  /** Only with `changes.personal`, and only used when the reservation has no key yet. */
  readonly guestKey?: string;
}

export interface CancelStay {
  readonly type: 'cancel';
  readonly reservationId: ReservationId;
  readonly reason: CancelReason;
}

/** Cancelled → confirmed; no-show → confirmed and checked out → in house on the same business date. */
export interface ReinstateStay {
  readonly type: 'reinstate';
  readonly reservationId: ReservationId;
}

export interface CheckIn {
  readonly type: 'check_in';
  readonly reservationId: ReservationId;
  /** The room type really given; another than the booked one takes its nights instead of the booked one's. */
  readonly assignedRoomType?: RoomTypeCode;
}

export interface UndoCheckIn {
  readonly type: 'undo_check_in';
  readonly reservationId: ReservationId;
}

export interface CheckOut {
  readonly type: 'check_out';
  readonly reservationId: ReservationId;
  /** Leaving before the departure date must be said: it gives the remaining nights back. */
  readonly earlyDeparture: boolean;
}

export interface MarkNoShow {
  readonly type: 'mark_no_show';
  readonly reservationId: ReservationId;
}

/** Sets figures of the nights `[from, to)`; what is absent stays as it is. */
export interface SetInventory {
  readonly type: 'set_inventory';
  /** `null` is the whole house, which has a sell limit only. */
  readonly roomType: RoomTypeCode | null;
  readonly from: HotelDate;
  readonly to: HotelDate;
  readonly physical?: number;
  readonly outOfOrder?: number;
  /** How many rooms may be sold, above (overbooking) or below what is usable; `null` removes the limit. */
  readonly sellLimit?: number | null;
  /** A hard limit binds accept-and-flag sources too. Goes with `sellLimit`. */
  readonly hard?: boolean;
}

/** Refused unless `businessDate` is the date open now, so said twice is done once. */
export interface CloseBusinessDay {
  readonly type: 'close_business_day';
  readonly businessDate: HotelDate;
}

export interface ResolveWorkItem {
  readonly type: 'resolve_work_item';
  readonly workItemId: string;
  readonly note: string;
}

export type ReservationsCommandBody =
  | OpenProperty
  | BookStay
  | ModifyStay
  | CancelStay
  | ReinstateStay
  | CheckIn
  | UndoCheckIn
  | CheckOut
  | MarkNoShow
  | SetInventory
  | CloseBusinessDay
  | ResolveWorkItem;

/** What every command carries, whatever it asks for. */
export interface CommandEnvelope {
  readonly id: CommandId;
  readonly tenantId: TenantId;
  readonly propertyId: PropertyId;
  /** Hash of the canonical request: the same id with another fingerprint is a reused key. */
  readonly fingerprint: string;
  readonly actor: Actor;
  /** The door's clock when it took the request; an importer's own time with the permission `import`. */
  readonly effectiveAt: Instant;
  readonly acceptance: Acceptance;
  /** From `If-Match`: judged by the writer, against the version at decision. */
  readonly expectedVersion?: number;
}

export type ReservationsCommand = CommandEnvelope & { readonly body: ReservationsCommandBody };

/** Every way the writer says no. Where it is about nights or reservations, the decision lists them. */
export type ReservationsRejection =
  | 'arrival_in_past'
  | 'booking_incomplete'
  | 'business_day_not_open'
  | 'currency_mismatch'
  | 'day_close_blocked'
  | 'guest_in_house'
  | 'idempotency_key_reused'
  | 'night_closed'
  | 'no_room'
  | 'not_due_in'
  | 'not_due_out'
  | 'not_in_house'
  | 'not_same_business_day'
  | 'property_exists'
  | 'property_unknown'
  | 'rates_do_not_match_nights'
  | 'reservation_closed'
  | 'reservation_unknown'
  | 'room_type_unknown'
  | 'stay_too_far_ahead'
  | 'version_conflict'
  | 'work_item_unknown';

/** What explains a rejection; shown to the caller beside it. */
export interface RejectionDetails {
  /** `no_room`: the nights that lack a room. */
  readonly nights?: readonly HotelDate[];
  /** `booking_incomplete`: what is missing. */
  readonly validationMessages?: readonly ValidationMessage[];
  /** `day_close_blocked`: who still has to arrive or leave; at most 100 of each, with the full counts. */
  readonly dueIn?: readonly ReservationId[];
  readonly dueOut?: readonly ReservationId[];
  readonly dueInCount?: number;
  readonly dueOutCount?: number;
  /** The actions that are allowed instead. */
  readonly allowed?: readonly string[];
  /** `version_conflict`: the version that stands. `business_day_not_open`: the date that is open. */
  readonly version?: number;
  readonly businessDate?: HotelDate;
}
