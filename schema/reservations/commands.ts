/**
 * Commands to the writer of a property's nights: the records of the topic `reservations.commands`.
 * The door builds and checks them; the decider trusts their shape and judges their sense.
 */
import * as z from 'zod';
import { ScopeRestrictions, type ToldRestriction } from '#schema/rates/restricted-stay.ts';
import type { Unchanging } from '#schema/unchanging.ts';
import {
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
import { Booking, CancelReason, RoomTypePersons, type ValidationMessage } from './values.ts';

export const commandsTopic = 'reservations.commands';

/** Commands are kept 3 days; decisions outlive them, so that a late copy is still recognised. */
export const commandsRetentionMs = 3 * 86_400_000;
export const decisionsRetentionMs = 14 * 86_400_000;

const openProperty = z.object({
  type: z.literal('open_property'),
  name: z.string(),
  timeZone: z.string(),
  currency: Currency,
  businessDate: HotelDate,
  /** 0–4095, stored for ever: places the property on a partition. */
  bucket: z.int().min(0).max(4095),
  roomTypes: z.array(z.object({ code: RoomTypeCode, name: z.string(), physical: z.int() })),
});
export type OpenProperty = Unchanging<z.infer<typeof openProperty>>;

const bookStay = z.object({
  type: z.literal('book'),
  reservationId: ReservationId,
  booking: Booking,
  /** The key `booking.personal` is sealed with; stored apart from every event, deleted to erase. */
  guestKey: z.string().exactOptional(),
  /** Of the quote it is booked by: judged by `effectiveAt`. */
  quotedUntil: Instant.exactOptional(),
});
export type BookStay = Unchanging<z.infer<typeof bookStay>>;

const { shape: booked } = Booking;

/** What is absent stays as it is, but a price that what is changed was not quoted with. `ratesMinor` is given whenever the nights change. */
const modifyStay = z.object({
  type: z.literal('modify'),
  reservationId: ReservationId,
  changes: z.object({
    arrival: booked.arrival.exactOptional(),
    departure: booked.departure.exactOptional(),
    roomType: booked.roomType.exactOptional(),
    ratesMinor: booked.ratesMinor.exactOptional(),
    currency: booked.currency.exactOptional(),
    adults: booked.adults.exactOptional(),
    children: booked.children.exactOptional(),
    infants: booked.infants.exactOptional(),
    country: booked.country,
    externalCode: booked.externalCode,
    price: booked.price,
    personal: booked.personal,
  }),
  /** Only with `changes.personal`, and only used when the reservation has no key yet. */
  guestKey: z.string().exactOptional(),
  quotedUntil: Instant.exactOptional(),
});
export type ModifyStay = Unchanging<z.infer<typeof modifyStay>>;

const cancelStay = z.object({
  type: z.literal('cancel'),
  reservationId: ReservationId,
  reason: CancelReason,
});
export type CancelStay = Unchanging<z.infer<typeof cancelStay>>;

/** Cancelled → confirmed; no-show → confirmed and checked out → in house on the same business date. */
const reinstateStay = z.object({ type: z.literal('reinstate'), reservationId: ReservationId });
export type ReinstateStay = Unchanging<z.infer<typeof reinstateStay>>;

const checkIn = z.object({
  type: z.literal('check_in'),
  reservationId: ReservationId,
  /** The room type really given; another than the booked one takes its nights instead of the booked one's. */
  assignedRoomType: RoomTypeCode.exactOptional(),
});
export type CheckIn = Unchanging<z.infer<typeof checkIn>>;

const undoCheckIn = z.object({ type: z.literal('undo_check_in'), reservationId: ReservationId });
export type UndoCheckIn = Unchanging<z.infer<typeof undoCheckIn>>;

const checkOut = z.object({
  type: z.literal('check_out'),
  reservationId: ReservationId,
  /** Leaving before the departure date must be said: it gives the remaining nights back. */
  earlyDeparture: z.boolean(),
});
export type CheckOut = Unchanging<z.infer<typeof checkOut>>;

const markNoShow = z.object({ type: z.literal('mark_no_show'), reservationId: ReservationId });
export type MarkNoShow = Unchanging<z.infer<typeof markNoShow>>;

/** Sets figures of the nights `[from, to)`; what is absent stays as it is. */
const setInventory = z.object({
  type: z.literal('set_inventory'),
  /** `null` is the whole house, which has a sell limit only. */
  roomType: RoomTypeCode.nullable(),
  from: HotelDate,
  to: HotelDate,
  physical: z.int().exactOptional(),
  outOfOrder: z.int().exactOptional(),
  /** How many rooms may be sold, above (overbooking) or below what is usable; `null` removes the limit. */
  sellLimit: z.int().nullable().exactOptional(),
  /** A hard limit binds accept-and-flag sources too. Goes with `sellLimit`. */
  hard: z.boolean().exactOptional(),
});
export type SetInventory = Unchanging<z.infer<typeof setInventory>>;

/** So many rooms of a type stand from the open day on, says the list of rooms; an older list than the last changes nothing. */
const countRooms = z.object({
  type: z.literal('count_rooms'),
  /** One that the property has not had yet is sold from now on. */
  roomType: RoomTypeCode,
  name: z.string(),
  rooms: z.int().min(0),
  /** Of the property's description, which counts its changes. */
  listVersion: z.int(),
});
export type CountRooms = Unchanging<z.infer<typeof countRooms>>;

/** Who may sleep in rooms of these types, as the property says; an older description than a type's last changes nothing of it. */
const limitPersons = z.object({
  type: z.literal('limit_persons'),
  roomTypes: z.array(RoomTypePersons),
  /** Of the property's description, which counts its changes. */
  listVersion: z.int(),
});
export type LimitPersons = Unchanging<z.infer<typeof limitPersons>>;

/** What scopes say of stays, from the price list; an older list than a scope's last changes nothing of it. */
const restrictStays = z.object({
  type: z.literal('restrict_stays'),
  scopes: z.array(ScopeRestrictions),
  /** Of the property's price list, which counts its changes. */
  listVersion: z.int(),
});
export type RestrictStays = Unchanging<z.infer<typeof restrictStays>>;

/** Refused unless `businessDate` is the date open now, so said twice is done once. */
const closeBusinessDay = z.object({
  type: z.literal('close_business_day'),
  businessDate: HotelDate,
});
export type CloseBusinessDay = Unchanging<z.infer<typeof closeBusinessDay>>;

const resolveWorkItem = z.object({
  type: z.literal('resolve_work_item'),
  workItemId: z.string(),
  note: z.string(),
});
export type ResolveWorkItem = Unchanging<z.infer<typeof resolveWorkItem>>;

/** What every command carries, whatever it asks for. */
export const CommandEnvelope = z.object({
  id: CommandId,
  tenantId: TenantId,
  propertyId: PropertyId,
  /** Hash of the canonical request: the same id with another fingerprint is a reused key. */
  fingerprint: z.string(),
  actor: z.object(Actor.shape),
  /** The door's clock when it took the request; an importer's own time with the permission `import`. */
  effectiveAt: Instant,
  acceptance: Acceptance,
  /** Where the actor was, as the door saw it. */
  clientAddress: z.string().exactOptional(),
  /** From `If-Match`: judged by the writer, against the version at decision. */
  expectedVersion: z.int().exactOptional(),
});
export type CommandEnvelope = Unchanging<z.infer<typeof CommandEnvelope>>;

/** Every command by the `type` of its body. */
export const reservationsCommands = {
  open_property: CommandEnvelope.extend({ body: openProperty }),
  book: CommandEnvelope.extend({ body: bookStay }),
  modify: CommandEnvelope.extend({ body: modifyStay }),
  cancel: CommandEnvelope.extend({ body: cancelStay }),
  reinstate: CommandEnvelope.extend({ body: reinstateStay }),
  check_in: CommandEnvelope.extend({ body: checkIn }),
  undo_check_in: CommandEnvelope.extend({ body: undoCheckIn }),
  check_out: CommandEnvelope.extend({ body: checkOut }),
  mark_no_show: CommandEnvelope.extend({ body: markNoShow }),
  set_inventory: CommandEnvelope.extend({ body: setInventory }),
  count_rooms: CommandEnvelope.extend({ body: countRooms }),
  limit_persons: CommandEnvelope.extend({ body: limitPersons }),
  restrict_stays: CommandEnvelope.extend({ body: restrictStays }),
  close_business_day: CommandEnvelope.extend({ body: closeBusinessDay }),
  resolve_work_item: CommandEnvelope.extend({ body: resolveWorkItem }),
} as const;

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
  | CountRooms
  | LimitPersons
  | RestrictStays
  | CloseBusinessDay
  | ResolveWorkItem;
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
  | 'maximum_occupancy'
  | 'night_closed'
  | 'no_room'
  | 'not_due_in'
  | 'not_due_out'
  | 'not_in_house'
  | 'not_same_business_day'
  | 'price_mismatch'
  | 'property_exists'
  | 'property_unknown'
  | 'quote_expired'
  | 'rates_do_not_match_nights'
  | 'reservation_closed'
  | 'reservation_unknown'
  | 'restricted'
  | 'restrictions_too_many'
  | 'room_type_unknown'
  | 'stay_too_far_ahead'
  | 'version_conflict'
  | 'work_item_unknown';

/** What explains a rejection; shown to the caller beside it. */
export interface RejectionDetails {
  /** `no_room`: the nights that lack a room. */
  readonly nights?: readonly HotelDate[];
  /** `restricted`: what forbids the stay, at most 100 of it. */
  readonly restrictions?: readonly ToldRestriction[];
  /** `maximum_occupancy`: how many adults, children or persons may sleep there, whatever they are too many for. */
  readonly personsMax?: number;
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
