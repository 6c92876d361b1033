/** Two profiles of one person become one guest: what both have is found under the one, and nothing of either is lost. */
import {
  GuestParams,
  GuestReceipt,
  MergeGuest,
  mergedProfilesMax,
  reservationsPerGuestMax,
} from '#schema/guests/http.ts';
import type { Sql } from '#shared/database/database.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { versionConflict } from '#shared/function/version-conflict.ts';
import { changeable, takeGuests } from './guest-rows.ts';
import { mergedIds, readLinks } from './person.ts';
import { problems } from './problems.ts';
import { unfit, unfitAs } from './unfit.ts';

export default http({
  context: 'guests',
  name: 'merge-guest',
  purpose: 'Merges another profile of the same person into this one.',
  route: 'POST /v1/guests/{guestId}/mergers',
  permission: 'guests:write',
  transaction: 'write',
  params: GuestParams,
  body: MergeGuest,
  answers: {
    200: GuestReceipt,
    404: ['guest_unknown'],
    409: ['guest_merged', 'guest_profiles_full', 'guest_reservations_full'],
    410: ['guest_erased'],
    412: ['version_conflict'],
    422: ['guest_unfit'],
  },
  problems,
  scale: { rps: 5, replicasMin: 0, replicasMax: 2 },
  async handle({ params: { guestId }, body, principal, request }, { sql, clock, emit }) {
    const { tenantId } = principal;
    const otherId = body.mergedGuestId;
    const rows = await takeGuests(sql, tenantId, [guestId, otherId]);
    const guest = changeable(rows.find((row) => row.guest_id === guestId));
    if ('refusal' in guest) return guest;
    const conflict = versionConflict(guest.version, request.expectedVersion);
    if (conflict !== undefined) return conflict;
    if (otherId === guestId) return unfit('mergedGuestId', 'is the guest itself');
    const other = changeable(rows.find((row) => row.guest_id === otherId));
    // Merged already, into this one or another: said as it is, so that nothing goes round in a ring.
    if ('refusal' in other)
      return other.refusal === 'guest_merged' ? other : unfitAs('mergedGuestId', other.refusal);
    const merged = [otherId, ...(await mergedIds(sql, tenantId, otherId))];
    const all = [guestId, ...merged, ...(await mergedIds(sql, tenantId, guestId))];
    if (all.length > mergedProfilesMax + 1) return refuse('guest_profiles_full');
    const links = await readLinks(sql, tenantId, all, { limit: reservationsPerGuestMax + 1 });
    if (links.length > reservationsPerGuestMax) return refuse('guest_reservations_full');
    await moveTo(sql, tenantId, guestId, merged, new Date(clock.nowMs()));
    emit({
      ...{ type: 'guest.merged.v1', subject: otherId, partitionKey: otherId },
      data: { guestId: otherId, version: other.version + 1, mergedInto: guestId },
    });
    return { status: 200, body: { id: guestId, version: guest.version }, version: guest.version };
  },
});

/** `merged` begins with the one that changes by it; those that were merged into that one come along. */
async function moveTo(
  sql: Sql,
  tenantId: string,
  guestId: string,
  merged: readonly string[],
  now: Date,
): Promise<void> {
  await sql.count(
    `update guests set status = 'merged', merged_into = $2,
       version = version + (case when guest_id = $4 then 1 else 0 end), changed_at = $5
     where tenant_id = $1 and guest_id = any($3::uuid[])`,
    [tenantId, guestId, merged, merged[0], now],
  );
  await sql.count(
    `update search_terms set guest_id = $2 where tenant_id = $1 and source_id = any($3::uuid[])`,
    [tenantId, guestId, merged],
  );
}
