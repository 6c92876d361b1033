/** Who arrives on a date, as the front desk reads it in the morning. */
import * as z from 'zod';
import {
  ArrivalPage,
  ArrivalsQuery,
  PropertyParams,
  pageSizeMax,
} from '#schema/reservations/http.ts';
import { ConfirmationNumber, type HotelDate } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { decodeCursor, pageOf } from '#shared/http/cursor.ts';
import { type FrontDeskRow, frontDeskGuest, joinGuestKey } from './front-desk-view.ts';
import { problems } from './problems.ts';

type Row = FrontDeskRow & { readonly status: string; readonly flagged: boolean };

/** What the list sorts by. */
const Key = z.tuple([ConfirmationNumber]);

export default http({
  context: 'reservations',
  name: 'list-arrivals',
  purpose: 'Lists who arrives on a date, the business date unless another is asked for.',
  route: 'GET /v1/properties/{propertyId}/arrivals',
  permission: 'reservations:read',
  scope: 'propertyId',
  transaction: 'read',
  params: PropertyParams,
  query: ArrivalsQuery,
  answers: { 200: ArrivalPage, 400: ['cursor_invalid'], 404: ['property_unknown'] },
  problems: {
    ...problems,
    cursor_invalid: { status: 400, title: 'The cursor is not one of ours' },
  },
  scale: { rps: 100, replicasMin: 0, replicasMax: 10 },
  async handle({ params, query, principal }, { sql }) {
    const key = [principal.tenantId, params.propertyId];
    const [property] = await sql.rows<{ business_date: HotelDate }>(
      'select business_date from properties where tenant_id = $1 and property_id = $2',
      key,
    );
    if (property === undefined) return refuse('property_unknown');
    const after = query.cursor === undefined ? [''] : decodeCursor(query.cursor, Key);
    if (after === 'invalid') return refuse('cursor_invalid');
    const date = query.date ?? property.business_date;
    const limit = query.limit ?? pageSizeMax;
    const rows = await sql.rows<Row>(
      `select listed.*, guest_key.key as guest_key from arrivals listed ${joinGuestKey}
       where listed.tenant_id = $1 and listed.property_id = $2 and listed.arrival = $3
         and listed.status <> 'cancelled' and listed.confirmation_number > $4
       order by listed.confirmation_number limit $5`,
      [...key, date, after[0], limit + 1],
    );
    const { page, next } = pageOf(rows, limit, (row) => [row.confirmation_number]);
    return {
      status: 200,
      body: {
        date,
        arrivals: page.map((row) => ({
          ...frontDeskGuest(row),
          status: row.status,
          flagged: row.flagged,
        })),
        ...next,
      },
    };
  },
});
