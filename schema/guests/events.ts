/** Facts of the context `guests`, on the topic `guests.events`. Nothing in them is readable without the guest's key. */
import * as z from 'zod';
import { Actor, GuestId, PropertyId, ReservationId } from '#schema/values.ts';

export const guestsEventsTopic = 'guests.events';

const head = {
  guestId: GuestId,
  /** Of the profile, after it. */
  version: z.int().min(1),
  actor: z.object(Actor.shape),
};
/** The whole profile, sealed. */
const personal = z.string();

export const GuestCreated = z.object({ ...head, personal });
export const GuestChanged = z.object({ ...head, personal });

/** Another profile of the same person, in whose place the guest is found from now on. */
export const GuestMerged = z.object({ ...head, mergedInto: GuestId });
const reservation = { propertyId: PropertyId, reservationId: ReservationId };
/** Whose stay a reservation is; it was another's, or nobody's. */
export const GuestReservationLinked = z.object({ ...head, ...reservation });
/** The reservation is another guest's now. */
export const GuestReservationUnlinked = z.object({ ...head, ...reservation });
/** Keys of the profile and of those merged into it are gone; those of its reservations go with this. */
export const GuestErased = z.object({
  ...head,
  /** Profiles that had been merged into it. */
  profiles: z.array(GuestId),
  reservations: z.array(z.object(reservation)),
});

export const guestsEvents = {
  'guest.created.v1': GuestCreated,
  'guest.changed.v1': GuestChanged,
  'guest.merged.v1': GuestMerged,
  'guest.reservation_linked.v1': GuestReservationLinked,
  'guest.reservation_unlinked.v1': GuestReservationUnlinked,
  'guest.erased.v1': GuestErased,
} as const;
