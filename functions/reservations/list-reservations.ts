/** Reservations of a property by arrival, in pages that stay right while others book. */
import * as z from 'zod';
import {
  ListReservations,
  PropertyParams,
  pageSizeMax,
  ReservationPage,
} from '#schema/reservations/http.ts';
import { HotelDate, ReservationId } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { decodeCursor, pageOf } from '#shared/http/cursor.ts';
import { isOpen, openStates } from './book-rows.ts';
import { isKnown } from './known-property.ts';
import { problems } from './problems.ts';
import { type ReservationViewRow, represent, selectReservations } from './reservation-view.ts';

/** What the list sorts by. */
const Key = z.tuple([HotelDate, ReservationId]);

export default http({
  context: 'reservations',
  name: 'list-reservations',
  purpose: 'Lists reservations of a property by status, arrival, departure or presence, in pages.',
  route: 'GET /v1/properties/{propertyId}/reservations',
  permission: 'reservations:read',
  scope: 'propertyId',
  transaction: 'read',
  params: PropertyParams,
  query: ListReservations,
  answers: { 200: ReservationPage, 400: ['cursor_invalid'], 404: ['property_unknown'] },
  problems: {
    ...problems,
    cursor_invalid: { status: 400, title: 'The cursor is not one of ours' },
  },
  scale: { rps: 300, replicasMin: 0, replicasMax: 50 },
  async handle({ params, query, principal }, { sql }) {
    const limit = query.limit ?? pageSizeMax;
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, Key);
    if (after === 'invalid') return refuse('cursor_invalid');
    const [arrivalAfter = null, idAfter = null] = after ?? [];
    // Open and closed ones lie apart in the index, each in this order: no more than a page is read of either.
    const rows = await sql.rows<ReservationViewRow>(
      `with found as materialized (
         select each.* from (values (true), (false)) half (is_open)
         cross join lateral (
           select * from reservations
           where tenant_id = $1 and property_id = $2 and version > 0 and (${isOpen}) = half.is_open
             and ($3::text is null or status = $3)
             and ($4::date is null or arrival >= $4) and ($5::date is null or arrival <= $5)
             and ($6::date is null or departure >= $6) and ($7::date is null or departure <= $7)
             and ($8::boolean is null or (status = 'in_house') = $8)
             and ($9::date is null or (arrival, reservation_id) > ($9, $10::uuid))
           order by arrival, reservation_id
           limit $11
         ) each
         where ($3::text is null or half.is_open = ($3 in ${openStates}))
           and ($8::boolean is not true or half.is_open)
         order by arrival, reservation_id
         limit $11
       )
       ${selectReservations('found')}
       order by reservation.arrival, reservation.reservation_id`,
      [
        principal.tenantId,
        params.propertyId,
        query.status ?? null,
        query.arrivalFrom ?? null,
        query.arrivalTo ?? null,
        query.departureFrom ?? null,
        query.departureTo ?? null,
        query.inHouse === undefined ? null : query.inHouse === 'true',
        arrivalAfter,
        idAfter,
        limit + 1,
      ],
    );
    if (rows.length === 0 && !(await isKnown(sql, principal.tenantId, params.propertyId)))
      return refuse('property_unknown');
    const { page, next } = pageOf(rows, limit, (row) => [row.arrival, row.reservation_id]);
    return {
      status: 200,
      body: {
        reservations: page.map(represent),
        ...next,
      },
    };
  },
});
