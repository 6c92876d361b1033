/** A property's row as callers see it. */
import * as z from 'zod';
import { currencyExponent } from '#schema/iso.ts';
import { type Property, RoomType } from '#schema/properties.ts';
import type { Sql } from '#shared/database/database.ts';
import type { Owner } from './master.ts';

export interface PropertyRow {
  readonly property_id: string;
  readonly name: string;
  readonly time_zone: string;
  readonly currency: string;
  readonly business_date: string;
  readonly room_types: string;
  readonly details: string | null;
  readonly details_version: number;
}

export const propertyColumns =
  'property_id, name, time_zone, currency, business_date, room_types, details, details_version';

const RoomTypes = z.array(RoomType);

export function propertyView(row: PropertyRow): z.input<typeof Property> {
  return {
    id: row.property_id,
    timeZone: row.time_zone,
    currency: row.currency,
    currencyExponent: currencyExponent(row.currency),
    businessDate: row.business_date,
    roomTypes: RoomTypes.parse(JSON.parse(row.room_types)),
    // Judged when they were written.
    ...(row.details === null ? {} : JSON.parse(row.details)),
    name: row.name,
  };
}

export interface SeenProperty {
  readonly property: z.input<typeof Property>;
  readonly version: number;
}

export async function readProperty(
  sql: Sql,
  { tenantId, propertyId }: Owner,
): Promise<SeenProperty | undefined> {
  const [row] = await sql.rows<PropertyRow>(
    `select ${propertyColumns} from properties where tenant_id = $1 and property_id = $2`,
    [tenantId, propertyId],
  );
  return row && { property: propertyView(row), version: row.details_version };
}
