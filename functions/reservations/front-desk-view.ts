/** A line of the front desk's lists: who, until when, in which room type. */
import type { HotelDate, ReservationId, RoomTypeCode } from '#schema/values.ts';
import { unsealPersonal } from './personal.ts';

export interface FrontDeskRow {
  readonly reservation_id: ReservationId;
  readonly version: number;
  readonly arrival: HotelDate;
  readonly departure: HotelDate;
  readonly confirmation_number: string;
  readonly room_type: RoomTypeCode;
  readonly adults: number;
  readonly children: number | null;
  readonly infants: number;
  readonly personal: string | null;
  readonly guest_key: string | null;
}

/** The lists hold sealed names only; the key is read beside them, and is gone when a guest was erased. */
export const joinGuestKey = `
  left join guest_keys guest_key
    on guest_key.tenant_id = listed.tenant_id and guest_key.property_id = listed.property_id
   and guest_key.reservation_id = listed.reservation_id
   and guest_key.key_id = split_part(listed.personal, '.', 1)`;

export function frontDeskGuest(row: FrontDeskRow) {
  const guest = unsealPersonal(row.personal, row.guest_key, row.reservation_id)?.guest;
  return {
    reservationId: row.reservation_id,
    version: row.version,
    confirmationNumber: row.confirmation_number,
    ...(guest === undefined
      ? {}
      : { guestName: [guest.firstName, guest.lastName].filter(Boolean).join(' ') }),
    arrival: row.arrival,
    departure: row.departure,
    roomType: row.room_type,
    adults: row.adults,
    children: row.children,
    infants: row.infants,
  };
}
