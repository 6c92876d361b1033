/** A company that joins the house. */
import type * as z from 'zod';
import { CreateTenant, Tenant, type TenantCreated } from '#schema/identity.ts';
import type { TenantId } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { problems } from './problems.ts';

export default http({
  context: 'identity',
  name: 'create-tenant',
  purpose: 'Creates a tenant: a company with its own data.',
  route: 'POST /v1/tenants',
  permission: 'tenants:create',
  transaction: 'write',
  body: CreateTenant,
  answers: { 201: Tenant, 409: ['tenant_taken'] },
  problems,
  scale: { rps: 5, replicasMin: 0, replicasMax: 2 },
  async handle({ body }, { sql, derivedId, clock, emit }) {
    const created = await sql.count(
      'insert into tenants (id, name, created_at) values ($1, $2, $3) on conflict do nothing',
      [derivedId, body.name, new Date(clock.nowMs())],
    );
    if (created === 0) return refuse('tenant_taken');
    emit({
      type: 'tenant.created.v1',
      subject: derivedId,
      partitionKey: derivedId,
      data: { tenantId: derivedId, name: body.name } satisfies z.input<typeof TenantCreated>,
    });
    return { status: 201, body: { id: derivedId as TenantId, name: body.name } };
  },
});
