/** Whether a tenant has a property: asked where a list is empty, because what is listed proves it. */
import type { Sql } from '#shared/database/database.ts';

export async function isKnown(sql: Sql, tenantId: string, propertyId: string): Promise<boolean> {
  const found = await sql.rows('select from properties where tenant_id = $1 and property_id = $2', [
    tenantId,
    propertyId,
  ]);
  return found.length > 0;
}
