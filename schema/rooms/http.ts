/** The HTTP contract of room types and rooms. */
import * as z from 'zod';
import {
  dayNumber,
  HotelDate,
  nightsPerStayMax,
  PropertyId,
  RoomTypeCode,
} from '#schema/values.ts';
import { RoomDetails, RoomNumber, RoomTypeDetails } from './values.ts';

export const RoomTypeParams = z.strictObject({ propertyId: PropertyId, roomType: RoomTypeCode });
export const RoomParams = z.strictObject({ propertyId: PropertyId, room: RoomNumber });

export const NamedRoomType = z
  .strictObject({ roomType: RoomTypeCode })
  .extend(RoomTypeDetails.shape);
export type NamedRoomType = z.infer<typeof NamedRoomType>;

export const CountedRoomType = NamedRoomType.extend({
  /** Rooms of this type in the list that are active. */
  rooms: z.int(),
});
export const RoomTypePage = z.strictObject({ roomTypes: z.array(CountedRoomType) });

export const NamedRoom = z.strictObject({ room: RoomNumber }).extend(RoomDetails.shape);
export type NamedRoom = z.infer<typeof NamedRoom>;

/** More of them would not be read; `refused` counts all lines. */
export const problemsMax = 1_000;
/** What became of the lines of a file. Good ones are in, whatever the others are like. */
export const ImportedLines = z.strictObject({
  /** Of the file, without the header and empty ones. */
  lines: z.int(),
  created: z.int(),
  changed: z.int(),
  /** They said what was there already. */
  unchanged: z.int(),
  refused: z.int(),
  problems: z
    .array(
      z.strictObject({
        /** From 1, the header being the first. */
        line: z.int(),
        /** `null`: the line as a whole. */
        column: z.string().nullable(),
        reason: z.string(),
      }),
    )
    .max(problemsMax),
});
export type ImportedLines = z.infer<typeof ImportedLines>;

export const roomsPageMax = 500;
export const RoomsQuery = z.strictObject({
  roomType: RoomTypeCode.optional(),
  limit: z.int().min(1).max(roomsPageMax).optional(),
  cursor: z.string().max(200).optional(),
});
/** By number, as text: `1002` before `12`. */
export const RoomPage = z.strictObject({
  rooms: z.array(NamedRoom),
  nextCursor: z.string().optional(),
});

/** More than a house of a thousand rooms has arrivals and repairs in a month. */
const takenMax = 5_000;

export const FitRooms = z
  .strictObject({
    ...{ arrival: HotelDate, departure: HotelDate },
    roomType: RoomTypeCode,
    /** What the caller has given away of these rooms, or out of order: nights `[from, to)`. Rooms of other types change nothing. */
    taken: z
      .array(
        z
          .strictObject({ room: RoomNumber, from: HotelDate, to: HotelDate })
          .refine(({ from, to }) => from < to, { path: ['to'], error: 'is not after from' }),
      )
      .max(takenMax),
  })
  .refine(({ arrival, departure }) => arrival < departure, {
    path: ['departure'],
    error: 'is not after arrival',
  })
  .refine(
    ({ arrival, departure }) => dayNumber(departure) - dayNumber(arrival) <= nightsPerStayMax,
    { path: ['departure'], error: `a stay has at most ${nightsPerStayMax} nights` },
  );

export const RoomsFit = z.strictObject({
  /** Whether some room of the type is free on every night, one after the other. */
  fits: z.boolean(),
  /** How often the guest changes rooms, as seldom as can be: 0 is one room. Absent where it does not fit. */
  moves: z.int().min(0).optional(),
  /** One after the other; empty where it does not fit. */
  rooms: z.array(z.strictObject({ room: RoomNumber, from: HotelDate, to: HotelDate })),
});
