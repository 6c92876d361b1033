/** Where properties are, as they said it last. */
import type { PropertyId } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import type { Principal } from '#shared/function/principal.ts';
import { cityKey } from './domain/city-key.ts';

/** More than the largest chains have in one city. */
export const placesMax = 1_000;

export interface Place {
  readonly propertyId: PropertyId;
  readonly name: string;
  readonly country: string;
}

interface City {
  readonly city: string;
  readonly country?: string | undefined;
}

/** Those that the caller may touch, and one more than may be searched where they are too many. */
export function findPlaces(
  sql: Sql,
  { tenantId, scopes }: Pick<Principal, 'tenantId' | 'scopes'>,
  { city, country }: City,
): Promise<readonly Place[]> {
  return sql.rows<Place>(
    `select property_id as "propertyId", name, country from places
     where tenant_id = $1 and city_key = $2 and ($3::text is null or country = $3)
       and ($4::uuid[] is null or property_id = any($4))
     order by property_id limit $5`,
    [
      ...[tenantId, cityKey(city), country ?? null],
      ...[scopes === 'all' ? null : [...scopes], placesMax + 1],
    ],
  );
}
