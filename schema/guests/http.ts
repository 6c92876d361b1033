/** The HTTP contract of guests' profiles. What a profile says is personal data: sealed with the guest's own key. */
import * as z from 'zod';
import { KnownCountry, Locale } from '#schema/iso.ts';
import { Address } from '#schema/properties.ts';
import { GuestId, HotelDate, Instant } from '#schema/values.ts';

export const GuestParams = z.strictObject({ guestId: GuestId });

const lastName = z.string().min(1).max(100);
const email = z.email().max(200);
/** As it is written; it is found by its digits. */
const phone = z.string().regex(/^\+?[0-9][0-9 ()./-]{2,38}$/);

export const GuestProfile = z.strictObject({
  firstName: z.string().min(1).max(100).optional(),
  lastName,
  email: email.optional(),
  phone: phone.optional(),
  birthDate: HotelDate.optional(),
  nationality: KnownCountry.optional(),
  /** The language the guest is written to in. */
  language: Locale.optional(),
  address: Address.optional(),
  /** What whoever welcomes the guest should know. */
  notes: z.string().min(1).max(2000).optional(),
});
export type GuestProfile = z.infer<typeof GuestProfile>;

export const GuestStatus = z.enum(['active', 'merged']);

export const Guest = z.strictObject({
  id: GuestId,
  version: z.int().min(1),
  /** `merged`: it was of the same person as another one, which is found in its place. */
  status: GuestStatus,
  mergedInto: GuestId.optional(),
  profile: GuestProfile,
  createdAt: Instant,
  updatedAt: Instant,
});
export type Guest = z.infer<typeof Guest>;

/** Without anything personal: a repeat of the key is answered from what is kept of this. */
export const GuestReceipt = z.strictObject({ id: GuestId, version: z.int().min(1) });

/** Shorter beginnings would find everybody; longer ones find no fewer. */
export const nameStartLettersMin = 3;
export const guestsPerPageMax = 50;

/**
 * Whatever is given must be true of a guest. In a body, because an address is written down on its way. Upper and
 * lower case, accents, blanks and hyphens do not count; of a phone its digits do, with the country's in front.
 */
export const SearchGuests = z
  .strictObject({
    lastName: lastName.optional(),
    /** The last name begins so; of its letters the first eight count. */
    lastNameStart: z.string().min(nameStartLettersMin).max(100).optional(),
    email: email.optional(),
    phone: phone.optional(),
    limit: z.int().min(1).max(guestsPerPageMax).optional(),
    cursor: z.string().max(200).optional(),
  })
  .refine(
    ({ limit: _limit, cursor: _cursor, ...wanted }) => Object.keys(wanted).length > 0,
    'says nothing to search for',
  );
export type SearchGuests = z.infer<typeof SearchGuests>;

export const GuestPage = z.strictObject({
  guests: z.array(Guest),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
