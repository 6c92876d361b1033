/** Properties as callers see them, and what opens one. */
import * as z from 'zod';
import { KnownCountry, KnownCurrency, Locale } from './iso.ts';
import { knownTexts } from './known-texts.ts';
import { Currency, HotelDate, PropertyId, RoomTypeCode } from './values.ts';

/** More than there are; each may be written in any case, so the list needs an end. */
const knownZonesMax = 1_000;
const isTimeZone = knownTexts(
  (name) => new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '',
  knownZonesMax,
);
/** IANA names as this runtime knows them, so that a typing error is found at the door. */
const TimeZone = z.string().max(60).refine(isTimeZone, 'is not an IANA time zone');

export const roomTypesMax = 200;

export const RoomType = z.strictObject({
  code: RoomTypeCode,
  name: z.string().min(1).max(100),
  /** Rooms of this type that stand. */
  physical: z.int().min(0).max(100_000),
});

export type RoomType = z.infer<typeof RoomType>;

export const CreateProperty = z.strictObject({
  name: z.string().min(1).max(200),
  timeZone: TimeZone,
  currency: KnownCurrency,
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

/** On the clock of the property. */
const TimeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);

export const Address = z.strictObject({
  lines: z.array(z.string().min(1).max(200)).min(1).max(4),
  city: z.string().min(1).max(100),
  postalCode: z.string().min(1).max(20).optional(),
  region: z.string().min(1).max(100).optional(),
  country: KnownCountry,
});

const details = {
  /** The language it writes to guests in, unless they ask for another. */
  locale: Locale,
  address: Address,
  /** From when on guests may have their rooms, and until when they leave them. */
  checkInFrom: TimeOfDay,
  checkOutUntil: TimeOfDay,
  /** Whose tax law it is under: a country, or a part of one (ISO 3166-2). */
  taxEnvironment: z.string().regex(/^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/),
};

/** What of a property may change. Its time zone, currency and first business date are fixed when it opens: its books are kept by them. */
export const PropertyDetails = z.strictObject({
  name: z.string().min(1).max(200),
  ...details,
});
export type PropertyDetails = z.infer<typeof PropertyDetails>;

export const Property = z
  .strictObject({
    id: PropertyId,
    name: z.string(),
    timeZone: z.string(),
    currency: Currency,
    /** Digits after the point of an amount: 2 for EUR, 0 for JPY, 3 for KWD (ISO 4217). */
    currencyExponent: z.int(),
    /** The date it opened with; `business-day` tells today's. */
    businessDate: HotelDate,
    roomTypes: z.array(RoomType),
  })
  /** Absent until they were said. */
  .extend(z.strictObject(details).partial().shape);
export type Property = z.infer<typeof Property>;

export const PropertyPage = z.strictObject({
  properties: z.array(Property),
  nextCursor: z.string().optional(),
});
