/** Who is in the house now, the next to leave first. */
import * as z from 'zod';
import {
  InHousePage,
  InHouseQuery,
  PropertyParams,
  pageSizeMax,
} from '#schema/reservations/http.ts';
import { ConfirmationNumber, HotelDate } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { decodeCursor, pageOf } from '#shared/http/cursor.ts';
import { type FrontDeskRow, frontDeskGuest, joinGuestKey } from './front-desk-view.ts';
import { isKnown } from './known-property.ts';
import { problems } from './problems.ts';

/** What the list sorts by. */
const Key = z.tuple([HotelDate, ConfirmationNumber]);

export default http({
  context: 'reservations',
  name: 'list-in-house',
  purpose: 'Lists the guests in the house, by departure.',
  route: 'GET /v1/properties/{propertyId}/in-house',
  permission: 'reservations:read',
  scope: 'propertyId',
  transaction: 'read',
  params: PropertyParams,
  query: InHouseQuery,
  answers: { 200: InHousePage, 400: ['cursor_invalid'], 404: ['property_unknown'] },
  problems: {
    ...problems,
    cursor_invalid: { status: 400, title: 'The cursor is not one of ours' },
  },
  scale: { rps: 100, replicasMin: 0, replicasMax: 10 },
  async handle({ params, query, principal }, { sql }) {
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, Key);
    if (after === 'invalid') return refuse('cursor_invalid');
    const [departureAfter = null, numberAfter = null] = after ?? [];
    const limit = query.limit ?? pageSizeMax;
    const rows = await sql.rows<FrontDeskRow>(
      `select listed.*, guest_key.key as guest_key from in_house listed ${joinGuestKey}
       where listed.tenant_id = $1 and listed.property_id = $2 and listed.present
         and ($3::date is null or (listed.departure, listed.confirmation_number) > ($3, $4))
       order by listed.departure, listed.confirmation_number limit $5`,
      [principal.tenantId, params.propertyId, departureAfter, numberAfter, limit + 1],
    );
    if (rows.length === 0 && !(await isKnown(sql, principal.tenantId, params.propertyId)))
      return refuse('property_unknown');
    const { page, next } = pageOf(rows, limit, (row) => [row.departure, row.confirmation_number]);
    return {
      status: 200,
      body: {
        guests: page.map(frontDeskGuest),
        ...next,
      },
    };
  },
});
