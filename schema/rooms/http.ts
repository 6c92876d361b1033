/** The HTTP contract of room types and rooms. */
import * as z from 'zod';
import { PropertyId, RoomTypeCode } from '#schema/values.ts';
import { RoomDetails, RoomNumber, RoomTypeDetails } from './values.ts';

export const RoomTypeParams = z.strictObject({ propertyId: PropertyId, roomType: RoomTypeCode });
export const RoomParams = z.strictObject({ propertyId: PropertyId, room: RoomNumber });

export const NamedRoomType = z.strictObject({ roomType: RoomTypeCode, ...RoomTypeDetails.shape });
export type NamedRoomType = z.infer<typeof NamedRoomType>;

export const CountedRoomType = z.strictObject({
  ...NamedRoomType.shape,
  /** Rooms of this type in the list that are active. */
  rooms: z.int(),
});
export const RoomTypePage = z.strictObject({ roomTypes: z.array(CountedRoomType) });

export const NamedRoom = z.strictObject({ room: RoomNumber, ...RoomDetails.shape });
export type NamedRoom = z.infer<typeof NamedRoom>;

export const roomsPageMax = 500;
export const RoomsQuery = z.strictObject({
  roomType: RoomTypeCode.optional(),
  limit: z.coerce.number().int().min(1).max(roomsPageMax).optional(),
  cursor: z.string().max(200).optional(),
});
/** By number, as text: `1002` before `12`. */
export const RoomPage = z.strictObject({
  rooms: z.array(NamedRoom),
  nextCursor: z.string().optional(),
});
