/**
 * Personal data of a reservation: sealed at the door with a key of its own, so that nothing behind
 * the door holds plain text and deleting the key erases every copy.
 */
import * as z from 'zod';
import { Guest } from '#schema/reservations/http.ts';
import type { ReservationId } from '#schema/values.ts';
import type { Changing } from '#shared/changing.ts';
import type { Ids, Random } from '#shared/ports.ts';
import { newKey, seal, unseal } from '#shared/seal/seal.ts';

const Personal = z.strictObject({ guest: Guest.optional(), comment: z.string().optional() });
export type Personal = z.infer<typeof Personal>;

export interface SealedPersonal {
  /** `<key id>.<sealed text>` */
  readonly personal: string;
  /** `<key id>.<key>` */
  readonly guestKey: string;
}

/** Undefined when there is nothing personal in it. */
export function sealPersonal(
  given: { readonly [K in keyof Personal]: Personal[K] | undefined },
  reservationId: ReservationId,
  tools: { readonly ids: Ids; readonly random: Random },
): SealedPersonal | undefined {
  if (given.guest === undefined && given.comment === undefined) return undefined;
  const key = newKey(tools.random);
  const keyId = tools.ids.next();
  // Members that are undefined would cost as much as all the others.
  const personal: Changing<Personal> = {};
  if (given.guest !== undefined) personal.guest = given.guest;
  if (given.comment !== undefined) personal.comment = given.comment;
  const sealed = seal(key, JSON.stringify(personal), reservationId, tools.random);
  return {
    personal: [keyId, sealed].join('.'),
    guestKey: [keyId, key.toString('base64url')].join('.'),
  };
}

/** Undefined when there is none, or its key was erased. */
export function unsealPersonal(
  personal: string | null,
  key: string | null,
  reservationId: ReservationId,
): Personal | undefined {
  if (personal === null || key === null) return undefined;
  const sealed = personal.slice(personal.indexOf('.') + 1);
  const text = unseal(Buffer.from(key, 'base64url'), sealed, reservationId);
  return text === undefined ? undefined : Personal.parse(JSON.parse(text));
}
