/** All tenants of the house, for its operators. */
import { TenantPage } from '#schema/identity.ts';
import { http } from '#shared/function/declare.ts';

/** A house of more has other tools. */
const tenantsMax = 1000;

export default http({
  context: 'identity',
  name: 'list-tenants',
  purpose: 'Lists the tenants of the house by name.',
  route: 'GET /v1/tenants',
  permission: 'tenants:read',
  transaction: 'read',
  answers: { 200: TenantPage },
  scale: { rps: 5, replicasMin: 0, replicasMax: 2 },
  async handle(_input, { sql }) {
    const tenants = await sql.rows<{ id: string; name: string }>(
      'select id, name from tenants order by name limit $1',
      [tenantsMax],
    );
    return { status: 200, body: { tenants } };
  },
});
