/** Where a property's commands go: its bucket's partition, remembered because it hardly ever changes. */
import { commandsTopic } from '#schema/reservations/commands.ts';
import type { Currency } from '#schema/values.ts';
import type { Database } from '#shared/database/database.ts';
import type { HttpTools } from '#shared/function/tools.ts';
import type { TopicPartition } from '#shared/log/log.ts';

export interface Place {
  readonly to: TopicPartition;
  readonly currency: Currency;
}

/** Undefined when the tenant has no such property; that is not remembered, because it may open any moment. */
export async function placeOf(
  tools: Pick<HttpTools<'none'>, 'database' | 'cache'>,
  tenantId: string,
  propertyId: string,
): Promise<Place | undefined> {
  const places = tools.cache<Place>('reservations.places');
  const key = `${tenantId}:${propertyId}`;
  const known = await places.get(key);
  if (known !== undefined) return known.value;
  const [row] = await tools.database.read([tenantId], (sql) =>
    sql.rows<{ partition: number; currency: Currency }>(
      `select partition, currency from properties join placement using (bucket)
       where tenant_id = $1 and property_id = $2`,
      [tenantId, propertyId],
    ),
  );
  if (row === undefined) return undefined;
  const value: Place = {
    to: { topic: commandsTopic, partition: row.partition },
    currency: row.currency,
  };
  // A bucket is moved while its commands stand still, so there is no order of versions to keep.
  await places.set(key, { version: 0, value });
  return value;
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
