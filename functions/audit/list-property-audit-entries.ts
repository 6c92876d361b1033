/** The trail of one property: who changed a reservation, a price or a limit, from where, and what was before. */
import {
  AuditEntryPage,
  AuditedProperty,
  ListAuditEntries,
  propertyContexts,
} from '#schema/audit.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { entriesOf } from './entries.ts';
import { problems } from './problems.ts';
import { isKnown } from './trail.ts';

export default http({
  context: 'audit',
  name: 'list-property-audit-entries',
  purpose: 'Lists what was done at a property, by whom and from where, newest first, in pages.',
  route: 'GET /v1/properties/{propertyId}/audit-entries',
  permission: 'audit:read',
  scope: 'propertyId',
  transaction: 'read',
  params: AuditedProperty,
  query: ListAuditEntries,
  answers: { 200: AuditEntryPage, 400: ['cursor_invalid'], 404: ['property_unknown'] },
  problems,
  scale: { rps: 10, replicasMin: 0, replicasMax: 2 },
  async handle({ params: { propertyId }, query, principal: { tenantId } }, { sql, clock }) {
    const asked = { tenantId, contexts: propertyContexts, propertyId, query };
    const page = await entriesOf(sql, asked, clock.nowMs());
    if (page === 'cursor_invalid') return refuse('cursor_invalid');
    if (page.auditEntries.length === 0 && !(await isKnown(sql, tenantId, propertyId)))
      return refuse('property_unknown');
    return { status: 200, body: page };
  },
});
