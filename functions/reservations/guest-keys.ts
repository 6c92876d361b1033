/** Keys of personal data on their way into their table: never into a fact, a decision or memory. */
import type { ReservationsCommand } from '#schema/reservations/commands.ts';
import type { Sql } from '#shared/database/database.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';

export interface GuestKey {
  readonly tenantId: string;
  readonly propertyId: string;
  readonly reservationId: string;
  readonly keyId: string;
  readonly key: string;
}

export function guestKeyOf({
  tenantId,
  propertyId,
  body,
}: ReservationsCommand): GuestKey | undefined {
  if ((body.type !== 'book' && body.type !== 'modify') || body.guestKey === undefined)
    return undefined;
  const [keyId, key] = body.guestKey.split('.');
  if (keyId === undefined || key === undefined) throw new Error('the guest key is not one of ours');
  return { tenantId, propertyId, reservationId: body.reservationId, keyId, key };
}

const insert = `
  insert into guest_keys (tenant_id, property_id, reservation_id, key_id, key)
  select * from ${rowsOfLists({
    ...{ tenant_id: 'uuid', property_id: 'uuid', reservation_id: 'uuid' },
    ...{ key_id: 'text', key: 'text' },
  })} row`;
const insertOthers = `${insert} on conflict do nothing`;

/** With `presumeNew` a key that is there already takes the whole batch back, and its copy is passed by when it is done again. */
export async function insertGuestKeys(
  sql: Sql,
  keys: readonly GuestKey[],
  presumeNew: boolean,
): Promise<void> {
  await sql.count(presumeNew ? insert : insertOthers, [
    keys.map((key) => key.tenantId),
    keys.map((key) => key.propertyId),
    keys.map((key) => key.reservationId),
    keys.map((key) => key.keyId),
    keys.map((key) => key.key),
  ]);
}
