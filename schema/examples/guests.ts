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
