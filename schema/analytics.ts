/** The HTTP contract of the context `analytics`: statistics of stays that took place. */
import * as z from 'zod';
import { HotelDate, RoomTypeCode } from '#schema/values.ts';

/** Of one night: rooms of checked-out stays, and what was charged for them. */
export const NightStatistics = z.strictObject({
  night: HotelDate,
  roomType: RoomTypeCode,
  roomsSold: z.int(),
  /** Minor units of the property's currency. */
  roomRevenueMinor: z.int(),
});
export const NightStatisticsAnswer = z.strictObject({ nights: z.array(NightStatistics) });

/** Of a property since it opened. */
export const PropertyStatistics = z.strictObject({
  reservations: z.int(),
  status: z.strictObject({
    confirmed: z.int(),
    in_house: z.int(),
    checked_out: z.int(),
    cancelled: z.int(),
    no_show: z.int(),
  }),
  roomNightsSold: z.int(),
  roomRevenueMinor: z.int(),
  /** Exact decimal text in the currency's unit. */
  roomRevenue: z.string(),
  /** Room revenue per room night sold, 4 decimals; `null` when none was sold. */
  adr: z.string().nullable(),
  /** Of equal peaks the first date; `null` when none was sold. */
  peakRoomsSold: z.strictObject({ date: HotelDate, rooms: z.int() }).nullable(),
  byStayMonth: z.record(
    z.string(),
    z.strictObject({ roomNights: z.int(), roomRevenue: z.string(), adr: z.string() }),
  ),
  /** Bookings refused for want of a room (OPERA's turnaway of type Denial). */
  turnedAway: z.int(),
  /** Reason → how many bookings were flagged for it, those turned away among them. */
  flagged: z.record(z.string(), z.int()),
});
