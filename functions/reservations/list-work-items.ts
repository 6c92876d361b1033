/** What was accepted, or refused, and still needs a person. */
import * as z from 'zod';
import {
  ListWorkItems,
  PropertyParams,
  pageSizeMax,
  WorkItemPage,
} from '#schema/reservations/http.ts';
import { HotelDate } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { decodeCursor, pageOf } from '#shared/http/cursor.ts';
import { type StoredWorkItem, workItemColumns, workItemOf } from './book-rows.ts';
import type { WorkItemRow } from './domain/rows.ts';
import { isKnown } from './known-property.ts';
import { problems } from './problems.ts';

/** What the list sorts by. */
const Key = z.tuple([HotelDate, z.string().max(200)]);

export default http({
  context: 'reservations',
  name: 'list-work-items',
  purpose:
    'Lists what needs a person: flagged bookings, refused ones of flagging sources, nights short of rooms.',
  route: 'GET /v1/properties/{propertyId}/work-items',
  permission: 'work_items:read',
  scope: 'propertyId',
  transaction: 'read',
  params: PropertyParams,
  query: ListWorkItems,
  answers: { 200: WorkItemPage, 400: ['cursor_invalid'], 404: ['property_unknown'] },
  problems: {
    ...problems,
    cursor_invalid: { status: 400, title: 'The cursor is not one of ours' },
  },
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  async handle({ params, query, principal }, { sql }) {
    const limit = query.limit ?? pageSizeMax;
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, Key);
    if (after === 'invalid') return refuse('cursor_invalid');
    const [openedAfter = null, idAfter = null] = after ?? [];
    const stored = await sql.rows<StoredWorkItem>(
      `select ${workItemColumns} from work_items
       where tenant_id = $1 and property_id = $2
         and ($3::text is null or status = $3) and ($4::text is null or reason = $4)
         and ($5::date is null or (opened_on, work_item_id) > ($5, $6))
       order by opened_on, work_item_id limit $7`,
      [
        principal.tenantId,
        params.propertyId,
        query.status ?? null,
        query.reason ?? null,
        openedAfter,
        idAfter,
        limit + 1,
      ],
    );
    if (stored.length === 0 && !(await isKnown(sql, principal.tenantId, params.propertyId)))
      return refuse('property_unknown');
    const { page, next } = pageOf(stored.map(workItemOf), limit, (item) => [
      item.openedOn,
      item.workItemId,
    ]);
    return {
      status: 200,
      body: {
        workItems: page.map(view),
        ...next,
      },
    };
  },
});

function view(item: WorkItemRow) {
  return {
    id: item.workItemId,
    kind: item.kind,
    reason: item.reason,
    status: item.status,
    ...(item.reservationId === null ? {} : { reservationId: item.reservationId }),
    ...(item.roomType === null ? {} : { roomType: item.roomType }),
    nights: [...item.nights],
    rooms: item.rooms,
    openedOn: item.openedOn,
    ...(item.resolution === null ? {} : { note: item.resolution.note }),
  };
}
