/** What the writer of a property's nights keeps outside its memory: whole rows, replaced by key. */

import type { PricedStay } from '#schema/rates/priced-stay.ts';
import type { ScopeRestrictions } from '#schema/rates/restricted-stay.ts';
import type { PropertyOpened } from '#schema/reservations/events.ts';
import type { RoomTypeOrHouse } from '#schema/reservations/rooms-left.ts';
import type {
  CancelReason,
  ReservationStatus,
  RoomTypePersons,
  ValidationCode,
  ValidationMessage,
} from '#schema/reservations/values.ts';
import type {
  Actor,
  Currency,
  HotelDate,
  Instant,
  PropertyId,
  ReservationId,
  RoomTypeCode,
  TenantId,
} from '#schema/values.ts';

export type SoldRoomType = PropertyOpened['roomTypes'][number] & {
  /** Of the list of rooms its number was taken from last; absent: from nowhere but the opening. */
  readonly listVersion?: number;
};

interface Keyed {
  readonly tenantId: TenantId;
  readonly propertyId: PropertyId;
}

/** Key: property. */
export interface PropertyRow extends Keyed {
  readonly name: string;
  readonly timeZone: string;
  readonly currency: Currency;
  readonly bucket: number;
  readonly roomTypes: readonly SoldRoomType[];
  readonly openedOn: HotelDate;
  readonly businessDate: HotelDate;
  /** 1 when opened, one more with every inventory change and day close; bookings do not move it. */
  readonly version: number;
  /** No more confirmation numbers than these were given: a loaded book goes on after them. */
  readonly bookings: number;
}

/** Key: property, reservation. */
export interface ReservationRow extends Keyed {
  readonly reservationId: ReservationId;
  readonly confirmationNumber: string;
  readonly version: number;
  readonly status: ReservationStatus;
  readonly arrival: HotelDate;
  readonly departure: HotelDate;
  readonly roomType: RoomTypeCode;
  /** Where it differs from the booked one: its nights are the ones held. */
  readonly assignedRoomType: RoomTypeCode | null;
  readonly ratesMinor: readonly number[];
  readonly currency: Currency;
  readonly adults: number;
  readonly children: number | null;
  readonly infants: number;
  readonly country: string | null;
  /** Tells "asked, and not known" from "not asked" where `country` is null. */
  readonly countryAsked: boolean;
  readonly externalCode: string | null;
  readonly price: PricedStay | null;
  readonly personal: string | null;
  readonly validationMessages: readonly ValidationMessage[];
  /** The business date of the check-in that stands. */
  readonly checkedInOn: HotelDate | null;
  /** The business date it was cancelled, checked out or marked as no-show; null while it is open. */
  readonly closedOn: HotelDate | null;
  readonly cancelReason: CancelReason | null;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
}

/**
 * Key: property, room type or house, night. A room type's night without a row is as the property was
 * opened. The house has a row only where its sell limit was set or taken back: its rooms are the sum
 * of its types', and what its row says of them is read by nobody.
 */
export interface NightRow extends Keyed {
  readonly roomType: RoomTypeOrHouse;
  readonly night: HotelDate;
  /** 0 for the house, as are its rooms out of order, sold and flagged. */
  readonly physical: number;
  readonly outOfOrder: number;
  readonly sellLimit: number | null;
  readonly hard: boolean;
  readonly sold: number;
  readonly flagged: number;
}

/** One thing a person has to look at. */
export interface WorkItem {
  readonly workItemId: string;
  readonly kind: 'reservation' | 'turned_away' | 'night';
  readonly reason: ValidationCode | 'limit_reduced';
  /** `closed`: its cause went away by itself; it opens again if the cause comes back. */
  readonly status: 'open' | 'resolved' | 'closed';
  /** Of a refused booking, too, although it was never made; null for a night's. */
  readonly reservationId: ReservationId | null;
  /** Only of a night's. */
  readonly roomType: RoomTypeOrHouse | null;
  /** The nights concerned: the overbooked ones, or the one night that is short of rooms. */
  readonly nights: readonly HotelDate[];
  /** How many rooms the night is short of; 0 where the item is not about a night. */
  readonly rooms: number;
  readonly openedOn: HotelDate;
  readonly resolution: {
    readonly note: string;
    readonly actor: Actor;
    readonly effectiveAt: Instant;
  } | null;
}

/** Key: property, work item. */
export type WorkItemRow = Keyed & WorkItem;

/** Key: property, rate plan, room type; each empty for all of them. */
export interface RestrictionsRow extends Keyed {
  readonly ratePlan: ScopeRestrictions['ratePlan'];
  readonly roomType: ScopeRestrictions['roomType'];
  /** Of the price list it was taken from. */
  readonly listVersion: number;
  /** JSON, read when a stay is judged. */
  readonly runs: string;
}

/** Key: property, room type, sold or not. */
export interface PersonsRow extends Keyed, RoomTypePersons {
  /** Of the property's description that has said so. */
  readonly listVersion: number;
}

/** `property` is undefined where it did not change. */
export interface ChangedRows {
  readonly property: PropertyRow | undefined;
  readonly reservations: readonly ReservationRow[];
  readonly nights: readonly NightRow[];
  /** Of nights that had none. */
  readonly newNights: readonly NightRow[];
  readonly workItems: readonly WorkItemRow[];
  readonly restrictions: readonly RestrictionsRow[];
  readonly persons: readonly PersonsRow[];
}

/** What a book is loaded from. Nights before the business date may be left out. */
export type StoredRows = Omit<ChangedRows, 'newNights'> & { readonly property: PropertyRow };
