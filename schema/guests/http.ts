/** The HTTP contract of guests' profiles. What a profile says is personal data: sealed with the guest's own key. */
import * as z from 'zod';
import { KnownCountry, Locale } from '#schema/iso.ts';
import { Address } from '#schema/properties.ts';
import { Actor, GuestId, HotelDate, Instant, PropertyId, ReservationId } from '#schema/values.ts';

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
    (search) => Object.keys(search).some((name) => name !== 'limit' && name !== 'cursor'),
    'says nothing to search for',
  );
export type SearchGuests = z.infer<typeof SearchGuests>;

export const GuestPage = z.strictObject({
  guests: z.array(Guest),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});

/** Somebody whose name was written down fifty times is a collective one. */
export const mergedProfilesMax = 50;
export const MergeGuest = z.strictObject({
  /** The other profile of the same person, found under this one from now on. */
  mergedGuestId: GuestId,
});

/** A person who stays every week for ten years; an erasure names all of them in one fact. */
export const reservationsPerGuestMax = 500;
export const LinkGuest = z.strictObject({ guestId: GuestId });
export const GuestReservation = z.strictObject({
  propertyId: PropertyId,
  reservationId: ReservationId,
  /** The profile it was given to: one that was merged into the guest, maybe. */
  guestId: GuestId,
  linkedAt: Instant,
});
export type GuestReservation = z.infer<typeof GuestReservation>;

export const guestReservationsPerPageMax = 100;
export const GuestReservationsQuery = z.strictObject({
  limit: z.int().min(1).max(guestReservationsPerPageMax).optional(),
  cursor: z.string().max(300).optional(),
});
export const GuestReservationPage = z.strictObject({
  reservations: z.array(GuestReservation),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});

/** Ten of each reservation that a guest may have: read at once, so that nothing is missing. */
export const factsPerExportMax = 5_000;
/** A fact of the guest, or of one of their reservations, with what is sealed in it opened. */
export const ExportedFact = z.strictObject({
  id: z.uuid(),
  context: z.enum(['guests', 'reservations']),
  type: z.string(),
  subject: z.string(),
  /** Who did it: staff and systems by their ids. */
  actor: z.object(Actor.shape),
  occurredAt: Instant,
  recordedAt: Instant,
  data: z.record(z.string(), z.unknown()),
});
export type ExportedFact = z.infer<typeof ExportedFact>;

/** All that is kept of a person. */
export const GuestExport = z.strictObject({
  guestId: GuestId,
  exportedAt: Instant,
  /** The guest's own first, then those that were merged into it. */
  profiles: z.array(Guest),
  reservations: z.array(GuestReservation),
  /** From the first to the last. */
  facts: z.array(ExportedFact),
});
export type GuestExport = z.infer<typeof GuestExport>;

export const EraseGuest = z.strictObject({});
export const ErasedGuest = z.strictObject({
  id: GuestId,
  version: z.int().min(1),
  status: z.literal('erased'),
});
