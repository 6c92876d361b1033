/** One profile; of one that was merged, what it said and where it went. */
import { Guest, GuestParams } from '#schema/guests/http.ts';
import { http } from '#shared/function/declare.ts';
import { guestView, known, readGuests } from './guest-rows.ts';
import { problems } from './problems.ts';

export default http({
  context: 'guests',
  name: 'get-guest',
  purpose: 'Gives the profile of one guest.',
  route: 'GET /v1/guests/{guestId}',
  permission: 'guests:read',
  transaction: 'read',
  params: GuestParams,
  answers: { 200: Guest, 404: ['guest_unknown'], 410: ['guest_erased'] },
  problems,
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  async handle({ params: { guestId }, principal: { tenantId } }, { sql }) {
    const [row] = await readGuests(sql, tenantId, [guestId]);
    const found = known(row);
    if ('refusal' in found) return found;
    return { status: 200, body: guestView(found), version: found.version };
  },
});
