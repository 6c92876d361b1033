/** A person, or a connected system, that signs in at the house's own issuer. */
import type * as z from 'zod';
import { CreateUser, User, type UserCreated } from '#schema/identity.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { houseTenantId } from '#shared/function/principal.ts';
import { hashPassword } from './password.ts';
import { problems } from './problems.ts';
import { isWithin } from './within.ts';

export default http({
  context: 'identity',
  name: 'create-user',
  purpose: 'Creates a user with roles, for all or some properties of its tenant.',
  route: 'POST /v1/users',
  permission: 'users:create',
  transaction: 'write',
  body: CreateUser,
  answers: {
    201: User,
    403: ['tenant_not_yours', 'role_not_yours', 'scope_not_yours'],
    404: ['tenant_unknown'],
    409: ['email_taken'],
  },
  problems,
  scale: { rps: 5, replicasMin: 0, replicasMax: 2 },
  tenantOf: ({ body, principal }) =>
    principal.tenantId === houseTenantId ? (body.tenantId ?? houseTenantId) : principal.tenantId,
  async handle({ body, principal }, { sql, derivedId, clock, random, emit }) {
    const byOperator = principal.tenantId === houseTenantId;
    const tenantId = byOperator ? (body.tenantId ?? houseTenantId) : principal.tenantId;
    if (body.tenantId !== undefined && body.tenantId !== tenantId)
      return refuse('tenant_not_yours');
    if (body.roles.includes('operator') && tenantId !== houseTenantId)
      return refuse('role_not_yours');
    if (!isWithin(body.propertyIds, principal.scopes)) return refuse('scope_not_yours');
    if (
      tenantId !== houseTenantId &&
      (await sql.rows('select from tenants where id = $1', [tenantId])).length === 0
    ) {
      return refuse('tenant_unknown');
    }
    const email = body.email.toLowerCase();
    const taken = await sql.count(
      'insert into logins (email, of_tenant, of_user, password) values ($1, $2, $3, $4) on conflict do nothing',
      [email, tenantId, derivedId, await hashPassword(body.password, random)],
    );
    if (taken === 0) return refuse('email_taken');
    const scopes = body.propertyIds === 'all' ? ['all'] : body.propertyIds;
    await sql.count(
      `insert into users (tenant_id, user_id, email, name, roles, scope_ids, created_at)
       values ($1, $2, $3, $4, $5::text[], $6::text[], $7)`,
      [tenantId, derivedId, email, body.name, body.roles, scopes, new Date(clock.nowMs())],
    );
    // No address and no name: a fact is kept for ever.
    emit({
      type: 'user.created.v1',
      subject: derivedId,
      partitionKey: tenantId,
      data: {
        userId: derivedId,
        roles: body.roles,
        propertyIds: body.propertyIds,
      } satisfies z.input<typeof UserCreated>,
    });
    const { name, roles, propertyIds } = body;
    return { status: 201, body: { id: derivedId, tenantId, email, name, roles, propertyIds } };
  },
});
