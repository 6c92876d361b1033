/** The row that a property's price list hangs on: who changes the list takes it first. */
import * as z from 'zod';
import type { TaxEnvironment } from '#schema/rates/taxes.ts';
import type { Currency, PropertyId } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';

const RoomTypes = z.array(z.string());

/** Everything in it was judged when it was written. */
interface ListRow {
  readonly currency: Currency;
  readonly time_zone: string;
  readonly room_types: string;
  readonly taxes: string;
  readonly version: number;
}

export interface PriceListHead {
  readonly currency: Currency;
  readonly timeZone: string;
  readonly roomTypes: ReadonlySet<string>;
  readonly taxes: TaxEnvironment;
  readonly version: number;
}

export interface Owner {
  readonly tenantId: string;
  readonly propertyId: PropertyId;
}

const columns = 'currency, time_zone, room_types, taxes, version';

function headOf(row: ListRow): PriceListHead {
  return {
    currency: row.currency,
    timeZone: row.time_zone,
    roomTypes: new Set(RoomTypes.parse(JSON.parse(row.room_types))),
    taxes: JSON.parse(row.taxes),
    version: row.version,
  };
}

export async function readHead(sql: Sql, owner: Owner): Promise<PriceListHead | undefined> {
  const [row] = await sql.rows<ListRow>(
    `select ${columns} from price_lists where tenant_id = $1 and property_id = $2`,
    [owner.tenantId, owner.propertyId],
  );
  return row === undefined ? undefined : headOf(row);
}

/** Moves its version; whoever comes next waits for this transaction. Undefined: there is no such property. */
export async function takeHead(sql: Sql, owner: Owner): Promise<PriceListHead | undefined> {
  const [row] = await sql.rows<ListRow>(
    `update price_lists set version = version + 1
     where tenant_id = $1 and property_id = $2 returning ${columns}`,
    [owner.tenantId, owner.propertyId],
  );
  return row === undefined ? undefined : headOf(row);
}
