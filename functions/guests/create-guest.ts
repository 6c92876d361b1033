/** A new profile: sealed before it is kept, with a key that is made with it. */
import { GuestProfile, GuestReceipt } from '#schema/guests/http.ts';
import { GuestId } from '#schema/values.ts';
import { http } from '#shared/function/declare.ts';
import { newKey } from '#shared/seal/seal.ts';
import { indexGuest } from './blind-terms.ts';
import { termsOf } from './domain/terms.ts';
import { sealProfile } from './guest-rows.ts';

export default http({
  context: 'guests',
  name: 'create-guest',
  purpose: 'Creates the profile of a guest.',
  route: 'POST /v1/guests',
  permission: 'guests:create',
  transaction: 'write',
  body: GuestProfile,
  answers: { 201: GuestReceipt },
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  async handle({ body, principal: { tenantId } }, { sql, derivedId, clock, random, emit }) {
    const [guestId, version] = [GuestId.parse(derivedId), 1];
    const key = newKey(random);
    const personal = sealProfile(body, guestId, key, random);
    await sql.count('insert into guest_keys (tenant_id, guest_id, key) values ($1, $2, $3)', [
      ...[tenantId, guestId, key.toString('base64url')],
    ]);
    await sql.count(
      `insert into guests (tenant_id, guest_id, version, status, personal, created_at, changed_at)
       values ($1, $2, $3, 'active', $4, $5, $5)`,
      [tenantId, guestId, version, personal, new Date(clock.nowMs())],
    );
    await indexGuest(sql, { tenantId, guestId }, termsOf(body), random);
    emit({
      ...{ type: 'guest.created.v1', subject: guestId, partitionKey: guestId },
      data: { guestId, version, personal },
    });
    const location = `/v1/guests/${guestId}`;
    return { status: 201, body: { id: guestId, version }, version, location };
  },
});
