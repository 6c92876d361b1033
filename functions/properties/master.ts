/** The row that all of a property's description hangs on: who changes any of it takes it first. */
import * as z from 'zod';
import { RoomType } from '#schema/properties.ts';
import type { PropertyId } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import type { NewEvent } from '#shared/function/tools.ts';

export interface Owner {
  readonly tenantId: string;
  readonly propertyId: PropertyId;
}

/** What one request changes, and by whose leave. */
export interface Changing {
  readonly sql: Sql;
  emit(event: NewEvent): void;
  readonly owner: Owner;
  /** Of the property's description once this is done. */
  readonly version: number;
  /** What the property sells, in its order; `physical` is what was said, or counted. */
  readonly sold: readonly RoomType[];
}

const Sold = z.array(RoomType);

export async function readSold(sql: Sql, owner: Owner): Promise<readonly RoomType[] | undefined> {
  const [row] = await sql.rows<{ room_types: string }>(
    'select room_types from properties where tenant_id = $1 and property_id = $2',
    [owner.tenantId, owner.propertyId],
  );
  return row === undefined ? undefined : Sold.parse(JSON.parse(row.room_types));
}

/** Whoever comes next waits for this transaction. Undefined: there is no such property. */
export async function takeProperty(
  { sql, emit }: Pick<Changing, 'sql' | 'emit'>,
  owner: Owner,
): Promise<Changing | undefined> {
  const [row] = await sql.rows<{ room_types: string; version: number }>(
    `select room_types, version from properties
     where tenant_id = $1 and property_id = $2 for update`,
    [owner.tenantId, owner.propertyId],
  );
  if (row === undefined) return undefined;
  return {
    sql,
    emit,
    owner,
    version: row.version + 1,
    sold: Sold.parse(JSON.parse(row.room_types)),
  };
}

/** Once something has changed: nothing that stays as it is moves the version. */
export async function moveVersion({ sql, owner, version, sold }: Changing): Promise<void> {
  await sql.count(
    `update properties set version = $3, room_types = $4 where tenant_id = $1 and property_id = $2`,
    [owner.tenantId, owner.propertyId, version, JSON.stringify(sold)],
  );
}

export function factOf<D extends object>({ owner, version }: Changing, type: string, data: D) {
  const { propertyId } = owner;
  return {
    ...{ type, subject: propertyId, partitionKey: propertyId },
    data: { propertyId, version, ...data },
  };
}
