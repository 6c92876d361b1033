/** A person: a guest's profile and all that were merged into it. */
import type { GuestReservation } from '#schema/guests/http.ts';
import type { Sql } from '#shared/database/database.ts';
import { type GuestRow, takeGuests } from './guest-rows.ts';

/** Ids of the profiles that were merged into one of these, which may be one themselves. */
export async function mergedIds(
  sql: Sql,
  tenantId: string,
  guestId: string,
): Promise<readonly string[]> {
  const rows = await sql.rows<{ guest_id: string }>(
    'select guest_id from guests where tenant_id = $1 and merged_into = $2 order by guest_id',
    [tenantId, guestId],
  );
  return rows.map((row) => row.guest_id);
}

/** The guest, and whoever is merged into it meanwhile waits: a merger takes the guest first. */
export async function takePerson(
  sql: Sql,
  tenantId: string,
  guestId: string,
): Promise<{ readonly row: GuestRow | undefined; readonly ids: readonly string[] }> {
  const [row] = await takeGuests(sql, tenantId, [guestId]);
  return { row, ids: [guestId, ...(await mergedIds(sql, tenantId, guestId))] };
}

export interface LinkRow {
  readonly property_id: GuestReservation['propertyId'];
  readonly reservation_id: GuestReservation['reservationId'];
  readonly guest_id: GuestReservation['guestId'];
  readonly linked_at: GuestReservation['linkedAt'];
}

/** What the list sorts by; `null` is its beginning. */
export type LinkKey = readonly [propertyId: string, reservationId: string] | readonly [null, null];

export function readLinks(
  sql: Sql,
  tenantId: string,
  guestIds: readonly string[],
  { after = [null, null], limit }: { readonly after?: LinkKey; readonly limit: number },
): Promise<readonly LinkRow[]> {
  return sql.rows<LinkRow>(
    `select property_id, reservation_id, guest_id, linked_at from guest_reservations
     where tenant_id = $1 and guest_id = any($2::uuid[])
       and ($3::uuid is null or (property_id, reservation_id) > ($3, $4::uuid))
     order by property_id, reservation_id limit $5`,
    [tenantId, guestIds, ...after, limit],
  );
}

export function linkView(row: LinkRow): GuestReservation {
  return {
    ...{ propertyId: row.property_id, reservationId: row.reservation_id },
    ...{ guestId: row.guest_id, linkedAt: row.linked_at },
  };
}
