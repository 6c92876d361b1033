/** What a booking by a rate plan binds the guest to: guarantee, deposit, cancellation (rows H12, H13). */
import * as z from 'zod';
import type { Unchanging } from '#schema/unchanging.ts';
import { AmountMinor, nightsPerStayMax } from '#schema/values.ts';

/** Millionths, so that 5.25 % is 52,500: every percentage a law or a hotel writes is a whole number of them. */
export const million = 1_000_000;

/** What opens a plan that is not for everybody: a promotion's code, or a company's. Read in capitals. */
export const AccessCode = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/)
  .toUpperCase();

/** A clock on the wall of the property: `18:00`. */
const LocalTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);

/** How much is asked of a stay; never more than the stay costs. */
export const Fee = z.discriminatedUnion('kind', [
  /** What the first nights cost, as they are priced, or a share of it. */
  z.strictObject({
    kind: z.literal('nights'),
    nights: z.int().min(1).max(nightsPerStayMax),
    ratePpm: z.int().min(1).max(million).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('percentage'),
    ratePpm: z.int().min(1).max(million),
    /** The room as it is priced, extras too, or everything with all taxes. */
    of: z.enum(['room', 'room_and_extras', 'total']),
  }),
  z.strictObject({ kind: z.literal('fixed'), amountMinor: AmountMinor.min(1) }),
]);
export type Fee = z.infer<typeof Fee>;

/** What makes the house keep the room for a guest who is late. */
export const Guarantee = z.discriminatedUnion('kind', [
  /** Nothing: it is kept until this time on the day of arrival. */
  z.strictObject({ kind: z.literal('none'), heldUntil: LocalTime }),
  z.strictObject({ kind: z.enum(['card', 'company', 'deposit']) }),
]);
export type Guarantee = z.infer<typeof Guarantee>;

/** A time on a day before the arrival (0: on it), by the property's clock. */
const BeforeArrival = z.strictObject({ days: z.int().min(0).max(nightsPerStayMax), at: LocalTime });
export type BeforeArrival = z.infer<typeof BeforeArrival>;

const cancellationTiersMax = 10;

/** What a booking by a plan binds the guest to (H12, H13). */
export const Policies = z
  .strictObject({
    guarantee: Guarantee,
    /** `due` is `null` where it is owed with the booking. */
    deposit: z.strictObject({ amount: Fee, due: BeforeArrival.nullable() }).nullable(),
    /** From its time on a tier asks its fee; where several do, the highest. `null`: from the booking on. */
    cancellation: z
      .array(z.strictObject({ from: BeforeArrival.nullable(), fee: Fee }))
      .max(cancellationTiersMax),
    /** `null`: a guest who does not come owes nothing. */
    noShow: Fee.nullable(),
  })
  .refine(({ guarantee, deposit }) => guarantee.kind !== 'deposit' || deposit !== null, {
    path: ['deposit'],
    error: 'is what the guarantee names',
  });
export type Policies = Unchanging<z.infer<typeof Policies>>;
