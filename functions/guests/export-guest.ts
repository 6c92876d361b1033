/** Everything that is kept of a person, as one document: profiles, their history, reservations, and every fact that names them. */
import { GuestExport, GuestParams, reservationsPerGuestMax } from '#schema/guests/http.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { instantText } from '#shared/instant.ts';
import { readFacts } from './facts-of-person.ts';
import { changeable, guestView, readGuests } from './guest-rows.ts';
import { linkView, mergedIds, readLinks } from './person.ts';
import { problems } from './problems.ts';

export default http({
  context: 'guests',
  name: 'export-guest',
  purpose: 'Gives everything that is kept of a guest as one document.',
  route: 'GET /v1/guests/{guestId}/export',
  permission: 'guests:export',
  transaction: 'read',
  params: GuestParams,
  answers: {
    200: GuestExport,
    404: ['guest_unknown'],
    409: ['export_too_large', 'guest_merged'],
    410: ['guest_erased'],
  },
  problems,
  scale: { rps: 2, replicasMin: 0, replicasMax: 2 },
  async handle({ params: { guestId }, principal: { tenantId } }, { sql, clock }) {
    const [row] = await readGuests(sql, tenantId, [guestId]);
    const guest = changeable(row);
    if ('refusal' in guest) return guest;
    const merged = await readGuests(sql, tenantId, await mergedIds(sql, tenantId, guestId));
    const profiles = [guest, ...merged];
    const links = await readLinks(
      sql,
      tenantId,
      profiles.map((each) => each.guest_id),
      {
        limit: reservationsPerGuestMax,
      },
    );
    const facts = await readFacts(sql, { tenantId, profiles, links });
    if (facts === undefined) return refuse('export_too_large');
    return {
      status: 200,
      body: {
        ...{ guestId, exportedAt: instantText(clock.nowMs()) },
        ...{ profiles: profiles.map(guestView), reservations: links.map(linkView), facts },
      },
      version: guest.version,
    };
  },
});
