/** The couple's profile, of the one who books. Each example is named as the schema it is one of. */
import { ids } from './ids.ts';

export const GuestProfile = {
  ...{ firstName: 'Ngozi', lastName: 'Okoye', email: 'ngozi@okoye.example' },
  ...{ phone: '+44 20 7946 0123', birthDate: '1984-05-17', nationality: 'GB', language: 'en-GB' },
  address: { lines: ['12 Quay Street'], postalCode: 'BS1 4XX', city: 'Bristol', country: 'GB' },
  notes: 'A quiet room, away from the lift.',
};
export const GuestReceipt = { id: ids.guest, version: 1 };
export const Guest = {
  ...{ id: ids.guest, version: 2, status: 'active', profile: GuestProfile },
  ...{ createdAt: '2026-07-01T09:00:00.000Z', updatedAt: '2026-07-14T17:20:00.000Z' },
};
export const SearchGuests = { lastNameStart: 'oko', phone: '0044 20 79460123' };
export const GuestPage = { guests: [Guest] };

export const MergeGuest = { mergedGuestId: ids.otherGuest };
export const LinkGuest = { guestId: ids.guest };
export const GuestReservation = {
  ...{ propertyId: ids.property, reservationId: ids.reservation, guestId: ids.guest },
  linkedAt: '2026-07-01T09:05:00.000Z',
};
export const GuestReservationPage = { reservations: [GuestReservation] };
export const GuestExport = {
  ...{ guestId: ids.guest, exportedAt: '2026-08-01T10:00:00.000Z' },
  ...{ profiles: [Guest], reservations: [GuestReservation] },
  facts: [
    {
      ...{ id: ids.event, context: 'guests', type: 'guest.created.v1', subject: ids.guest },
      actor: { kind: 'user', id: ids.user },
      ...{ occurredAt: Guest.createdAt, recordedAt: Guest.createdAt },
      data: { guestId: ids.guest, version: 1, personal: GuestProfile },
    },
  ],
};
export const EraseGuest = {};
export const ErasedGuest = { id: ids.guest, version: 3, status: 'erased' };
