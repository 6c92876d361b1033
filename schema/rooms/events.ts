/** Facts of the context `properties`, on the topic `properties.events`: what stands, after it. */
import * as z from 'zod';
import { PropertyDetails } from '#schema/properties.ts';
import type { Unchanging } from '#schema/unchanging.ts';
import { Actor, PropertyId, RoomTypeCode } from '#schema/values.ts';
import { NamedRoom, NamedRoomType } from './http.ts';

export const propertiesEventsTopic = 'properties.events';

/** So that a fact of rooms with every field filled stays below what a record may hold. */
export const roomsPerFactMax = 200;

const head = {
  propertyId: PropertyId,
  /** Of the property's description, after it. */
  version: z.int(),
  /** Absent on what was set before this was said. */
  actor: z.object(Actor.shape).exactOptional(),
};

export const PropertySet = z.object(head).extend(PropertyDetails.shape);
export const RoomTypesSet = z.object({ ...head, roomTypes: z.array(NamedRoomType) });
export const RoomsSet = z.object({ ...head, rooms: z.array(NamedRoom) });
/** Of a type whose rooms are all in the list: so many of them are active. */
export const RoomTypeRoomsChanged = z.object({
  ...head,
  roomType: RoomTypeCode,
  name: z.string(),
  rooms: z.int().min(0),
});
export type RoomTypeRoomsChanged = Unchanging<z.infer<typeof RoomTypeRoomsChanged>>;

export const propertiesEvents = {
  'property.set.v1': PropertySet,
  'room_types.set.v1': RoomTypesSet,
  'rooms.set.v1': RoomsSet,
  'room_type.rooms_changed.v1': RoomTypeRoomsChanged,
} as const;
