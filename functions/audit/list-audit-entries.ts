/** The trail of what belongs to no property: users, sign-ins, API tokens, what operators do. */
import { AuditEntryPage, ListAuditEntries, tenantContexts } from '#schema/audit.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { entriesOf } from './entries.ts';
import { problems } from './problems.ts';

export default http({
  context: 'audit',
  name: 'list-audit-entries',
  purpose: 'Lists what was done in a tenant beside its properties, newest first, in pages.',
  route: 'GET /v1/audit-entries',
  permission: 'audit:read',
  transaction: 'read',
  query: ListAuditEntries,
  answers: { 200: AuditEntryPage, 400: ['cursor_invalid'], 403: ['tenant_out_of_scope'] },
  problems,
  scale: { rps: 10, replicasMin: 0, replicasMax: 2 },
  async handle({ query, principal: { tenantId, scopes } }, { sql, clock }) {
    // What concerns the whole tenant is for whoever may see the whole of it.
    if (scopes !== 'all') return refuse('tenant_out_of_scope');
    const asked = { tenantId, contexts: tenantContexts, query };
    const page = await entriesOf(sql, asked, clock.nowMs());
    return page === 'cursor_invalid' ? refuse('cursor_invalid') : { status: 200, body: page };
  },
});
