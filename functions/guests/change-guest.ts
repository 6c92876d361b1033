/** A profile as it is from now on. */
import { isDeepStrictEqual } from 'node:util';
import { Guest, GuestParams, GuestProfile } from '#schema/guests/http.ts';
import { http } from '#shared/function/declare.ts';
import { versionConflict } from '#shared/function/version-conflict.ts';
import { indexGuest } from './blind-terms.ts';
import { termsOf } from './domain/terms.ts';
import { changeable, guestView, sealProfile, takeGuests } from './guest-rows.ts';
import { problems } from './problems.ts';

export default http({
  context: 'guests',
  name: 'change-guest',
  purpose: 'Puts another profile in the place of the one a guest has.',
  route: 'PUT /v1/guests/{guestId}',
  permission: 'guests:write',
  transaction: 'write',
  params: GuestParams,
  body: GuestProfile,
  answers: {
    200: Guest,
    404: ['guest_unknown'],
    409: ['guest_merged'],
    410: ['guest_erased'],
    412: ['version_conflict'],
  },
  problems,
  scale: { rps: 20, replicasMin: 0, replicasMax: 5 },
  async handle({ params: { guestId }, body, principal, request }, { sql, clock, random, emit }) {
    const { tenantId } = principal;
    const [row] = await takeGuests(sql, tenantId, [guestId]);
    const found = changeable(row);
    if ('refusal' in found) return found;
    const conflict = versionConflict(found.version, request.expectedVersion);
    if (conflict !== undefined) return conflict;
    const before = guestView(found);
    if (isDeepStrictEqual(before.profile, body))
      return { status: 200, body: before, version: found.version };
    const version = found.version + 1;
    const personal = sealProfile(body, guestId, Buffer.from(found.key ?? '', 'base64url'), random);
    const now = new Date(clock.nowMs());
    await sql.count(
      `update guests set version = $3, personal = $4, changed_at = $5
       where tenant_id = $1 and guest_id = $2`,
      [tenantId, guestId, version, personal, now],
    );
    await indexGuest(sql, { tenantId, guestId }, termsOf(body), random);
    emit({
      ...{ type: 'guest.changed.v1', subject: guestId, partitionKey: guestId },
      data: { guestId, version, personal },
    });
    const after = { ...before, profile: body, version, updatedAt: now.toISOString() };
    return { status: 200, body: after, version };
  },
});
