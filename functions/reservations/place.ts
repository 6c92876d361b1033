/** Where a property's commands go: its bucket's partition, remembered because it hardly ever changes. */
import { commandsTopic } from '#schema/reservations/commands.ts';
import type { Currency } from '#schema/values.ts';
import type { Database } from '#shared/database/database.ts';
import { per } from '#shared/function/per.ts';
import type { TopicPartition } from '#shared/log/log.ts';

export interface Place {
  readonly to: TopicPartition;
  readonly currency: Currency;
}

/** About 20 MB when full; beyond it the oldest is asked for again. */
const propertiesMax = 100_000;

const known = per((_database: Pick<Database, 'read'>) => new Map<string, Place>());

/** Undefined when the tenant has no such property; that is not remembered, because it may open any moment. */
export async function placeOf(
  database: Pick<Database, 'read'>,
  tenantId: string,
  propertyId: string,
): Promise<Place | undefined> {
  const places = known(database);
  const key = `${tenantId}:${propertyId}`;
  const before = places.get(key);
  if (before !== undefined) return before;
  const [row] = await database.read([tenantId], (sql) =>
    sql.rows<{ partition: number; currency: Currency }>(
      `select partition, currency from properties join placement using (bucket)
       where tenant_id = $1 and property_id = $2`,
      [tenantId, propertyId],
    ),
  );
  if (row === undefined) return undefined;
  const place: Place = {
    to: { topic: commandsTopic, partition: row.partition },
    currency: row.currency,
  };
  if (places.size >= propertiesMax) places.delete(places.keys().next().value ?? '');
  places.set(key, place);
  return place;
}

/** Of a property that is being opened: its bucket is known, its row is not there yet. */
export async function placeOfBucket(
  database: Pick<Database, 'read'>,
  bucket: number,
): Promise<TopicPartition> {
  const [row] = await database.read([], (sql) =>
    sql.rows<{ partition: number }>('select partition from placement where bucket = $1', [bucket]),
  );
  if (row === undefined) throw new Error(`bucket ${bucket} has no partition`);
  return { topic: commandsTopic, partition: row.partition };
}
