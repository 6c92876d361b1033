/** Properties as callers see them, and what opens one. */
import * as z from 'zod';
import { Currency, HotelDate, PropertyId, RoomTypeCode } from './values.ts';

/** IANA names as this runtime knows them, so that a typing error is found at the door. */
const TimeZone = z.string().max(60).refine(isTimeZone, 'is not an IANA time zone');

/** More than there are; each may be written in any case, so the list needs an end. */
const knownZonesMax = 1_000;
const knownZones = new Set<string>();

/** Asked of `Intl` once for a name: a formatter takes longer to make than the rest of a request to judge. */
function isTimeZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    if (knownZones.size < knownZonesMax) knownZones.add(name);
    return true;
  } catch {
    // RangeError is how Intl says no.
    return false;
  }
}

const roomTypesMax = 200;

export const RoomType = z.strictObject({
  code: RoomTypeCode,
  name: z.string().min(1).max(100),
  /** Rooms of this type that stand. */
  physical: z.int().min(0).max(100_000),
});

export const CreateProperty = z.strictObject({
  name: z.string().min(1).max(200),
  timeZone: TimeZone,
  currency: Currency,
  /** The first day of business. */
  businessDate: HotelDate,
  roomTypes: z
    .array(RoomType)
    .min(1)
    .max(roomTypesMax)
    .refine(
      (types) => new Set(types.map((type) => type.code)).size === types.length,
      'a code stands twice',
    ),
});
export type CreateProperty = z.infer<typeof CreateProperty>;

export const Property = z.strictObject({
  id: PropertyId,
  name: z.string(),
  timeZone: z.string(),
  currency: Currency,
  /** The date it opened with; `business-day` tells today's. */
  businessDate: HotelDate,
  roomTypes: z.array(RoomType),
});
export type Property = z.infer<typeof Property>;

export const PropertyPage = z.strictObject({
  properties: z.array(Property),
  nextCursor: z.string().optional(),
});
