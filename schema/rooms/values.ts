/** Room types and rooms as a property describes them. Requests are strict. */
import * as z from 'zod';
import { RoomTypeCode } from '#schema/values.ts';

export const BedKind = z.enum([
  ...['single', 'double', 'queen', 'king', 'sofa', 'bunk', 'cot'],
] as const);
export const Bed = z.strictObject({ kind: BedKind, count: z.int().min(1).max(20) });
export type Bed = z.infer<typeof Bed>;

/** A dormitory. */
const personsMax = 50;
const persons = z.int().min(0).max(personsMax);

/** Who may sleep in a room: usually, and at most. Children count as persons. */
export const Occupancy = z
  .strictObject({
    standard: persons.min(1),
    maximum: persons.min(1),
    adultsMax: persons.min(1),
    childrenMax: persons,
  })
  .refine(({ standard, maximum }) => standard <= maximum, {
    path: ['standard'],
    error: 'is more than maximum',
  })
  .refine(({ adultsMax, maximum }) => adultsMax <= maximum, {
    path: ['adultsMax'],
    error: 'is more than maximum',
  })
  .refine(({ childrenMax, maximum }) => childrenMax <= maximum, {
    path: ['childrenMax'],
    error: 'is more than maximum',
  })
  .refine(({ adultsMax, childrenMax, maximum }) => adultsMax + childrenMax >= maximum, {
    path: ['maximum'],
    error: 'is more than adultsMax and childrenMax together',
  });
export type Occupancy = z.infer<typeof Occupancy>;

/** What of it so many are too many for; undefined where they fit, or nobody has said who may. Asked by quotes and bookings. */
export function passedBy(
  occupancy: Occupancy | null,
  adults: number,
  children: number,
): number | undefined {
  if (occupancy === null) return undefined;
  const { maximum, adultsMax, childrenMax } = occupancy;
  if (adults > adultsMax) return adultsMax;
  if (children > childrenMax) return childrenMax;
  return adults + children > maximum ? maximum : undefined;
}

export const RoomTypeDetails = z.strictObject({
  name: z.string().min(1).max(100),
  /** What guests read. */
  description: z.string().max(2000),
  /** Empty where nobody has said. */
  beds: z.array(Bed).max(10),
  /** `null` where nobody has said. */
  occupancy: Occupancy.nullable(),
  /** Whether rooms of this type can be had with a door between them. */
  connecting: z.boolean(),
  /** All its rooms are in the list, so as many are sold as stand there. Until then: as many as were said. */
  roomsListed: z.boolean(),
});
export type RoomTypeDetails = z.infer<typeof RoomTypeDetails>;

/** Of a property: the largest houses of the world have some seven thousand. */
export const roomsMax = 20_000;

/** What stands on its door. */
export const RoomNumber = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9._-]{0,15}$/, 'is no number of 1 to 16 of A to Z, 0 to 9, . _ -')
  .brand<'RoomNumber'>();
export type RoomNumber = z.infer<typeof RoomNumber>;

export const RoomFeature = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,29}$/, 'has a feature that is no word of a to z, 0 to 9 and _');

function isOnce(list: readonly string[]): boolean {
  return new Set(list).size === list.length;
}

export const RoomDetails = z.strictObject({
  roomType: RoomTypeCode,
  /** `3`, `-1`, `G`; `null` where nobody has said. */
  floor: z
    .string()
    .regex(/^(?:-?\d{1,3}|[A-Z][A-Z0-9]{0,7})$/, 'is no floor such as 3, -1 or G')
    .nullable(),
  features: z.array(RoomFeature).max(30).refine(isOnce, 'a feature stands twice'),
  /** Rooms that a door leads to: a door is of both rooms, so each of them names the other. */
  connectsTo: z.array(RoomNumber).max(10).refine(isOnce, 'a room stands twice'),
  /** False for a room that is none any more: it is not counted and not sold. */
  active: z.boolean(),
});
export type RoomDetails = z.infer<typeof RoomDetails>;
