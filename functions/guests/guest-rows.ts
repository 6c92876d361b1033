/** A guest's row, and its profile as it is sealed and opened. */
import { type Guest, GuestProfile } from '#schema/guests/http.ts';
import { type GuestId, Instant } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import { type Refusal, refuse } from '#shared/function/declare.ts';
import type { Random } from '#shared/ports.ts';
import { seal, unseal } from '#shared/seal/seal.ts';

export interface GuestRow {
  readonly guest_id: GuestId;
  readonly version: number;
  readonly status: 'active' | 'merged' | 'erased';
  readonly merged_into: GuestId | null;
  readonly personal: string | null;
  readonly created_at: string;
  readonly changed_at: string;
  readonly key: string | null;
}

const select = `
  select guest.guest_id, version, status, merged_into, personal, created_at, changed_at, key
  from guests guest left join guest_keys guest_key
    on guest_key.tenant_id = guest.tenant_id and guest_key.guest_id = guest.guest_id
  where guest.tenant_id = $1 and guest.guest_id = any($2::uuid[])`;

export function readGuests(
  sql: Sql,
  tenantId: string,
  guestIds: readonly string[],
): Promise<readonly GuestRow[]> {
  return sql.rows<GuestRow>(`${select} order by guest.guest_id`, [tenantId, guestIds]);
}

/** Whoever comes next waits for this transaction. In the order of their ids, so two that take the same guests never wait for each other. */
export function takeGuests(
  sql: Sql,
  tenantId: string,
  guestIds: readonly string[],
): Promise<readonly GuestRow[]> {
  return sql.rows<GuestRow>(`${select} order by guest.guest_id for update of guest`, [
    tenantId,
    guestIds,
  ]);
}

/** A row that may be read: not one of nobody, nor of somebody who was erased. */
export function known(
  row: GuestRow | undefined,
): GuestRow | Refusal<'guest_unknown'> | Refusal<'guest_erased'> {
  if (row === undefined) return refuse('guest_unknown');
  return row.status === 'erased' ? refuse('guest_erased') : row;
}

/** A row that may be changed: it is not another one's past either. */
export function changeable(row: GuestRow | undefined) {
  const found = known(row);
  return !('refusal' in found) && found.merged_into !== null
    ? refuse('guest_merged', { details: { mergedInto: found.merged_into } })
    : found;
}

export function sealProfile(
  profile: GuestProfile,
  guestId: string,
  key: Buffer,
  random: Random,
): string {
  return seal(key, JSON.stringify(profile), guestId, random);
}

/** Undefined: its key was erased. */
export function openProfile(
  personal: string | null,
  key: string | null,
  guestId: string,
): GuestProfile | undefined {
  if (personal === null || key === null) return undefined;
  const text = unseal(Buffer.from(key, 'base64url'), personal, guestId);
  return text === undefined ? undefined : GuestProfile.parse(JSON.parse(text));
}

/** Of a row that `known` let through. */
export function guestView(row: GuestRow): Guest {
  const profile = openProfile(row.personal, row.key, row.guest_id);
  if (profile === undefined || row.status === 'erased')
    throw new Error(`the profile of ${row.guest_id} cannot be opened`);
  return {
    ...{ id: row.guest_id, version: row.version, status: row.status },
    ...(row.merged_into === null ? {} : { mergedInto: row.merged_into }),
    profile,
    createdAt: Instant.parse(row.created_at),
    updatedAt: Instant.parse(row.changed_at),
  };
}
