/** A property's row as callers see it. */
import * as z from 'zod';
import { type Property, RoomType } from '#schema/properties.ts';

export interface PropertyRow {
  readonly property_id: string;
  readonly name: string;
  readonly time_zone: string;
  readonly currency: string;
  readonly business_date: string;
  readonly room_types: string;
}

export const propertyColumns = 'property_id, name, time_zone, currency, business_date, room_types';

const RoomTypes = z.array(RoomType);

export function propertyView(row: PropertyRow): z.input<typeof Property> {
  return {
    id: row.property_id,
    name: row.name,
    timeZone: row.time_zone,
    currency: row.currency,
    businessDate: row.business_date,
    roomTypes: RoomTypes.parse(JSON.parse(row.room_types)),
  };
}
