/** The users of the caller's tenant. */

import type { RoleName } from '#schema/access.ts';
import { UserPage } from '#schema/identity.ts';
import { http } from '#shared/function/declare.ts';

/** More staff than any house has; a page is added when one has more. */
const usersMax = 1000;

interface Row {
  readonly id: string;
  readonly tenantId: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly RoleName[];
  readonly scope_ids: readonly string[];
}

export default http({
  context: 'identity',
  name: 'list-users',
  purpose: 'Lists the users of a tenant by address.',
  route: 'GET /v1/users',
  permission: 'users:read',
  transaction: 'read',
  answers: { 200: UserPage },
  scale: { rps: 10, replicasMin: 0, replicasMax: 2 },
  async handle({ principal }, { sql }) {
    const rows = await sql.rows<Row>(
      `select user_id as id, tenant_id as "tenantId", email, name, roles, scope_ids
       from users where tenant_id = $1 order by email limit $2`,
      [principal.tenantId, usersMax],
    );
    const users = rows.map(({ scope_ids, ...user }) => ({
      ...user,
      propertyIds: scope_ids[0] === 'all' ? ('all' as const) : scope_ids,
    }));
    return { status: 200, body: { users } };
  },
});
