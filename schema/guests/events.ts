/** Facts of the context `guests`, on the topic `guests.events`. Nothing in them is readable without the guest's key. */
import * as z from 'zod';
import { Actor, GuestId } from '#schema/values.ts';

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

export const guestsEvents = {
  'guest.created.v1': GuestCreated,
  'guest.changed.v1': GuestChanged,
} as const;
