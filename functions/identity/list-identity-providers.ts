/** The identity providers of the caller's tenant. */
import { IdentityProviderPage } from '#schema/identity-providers.ts';
import { http } from '#shared/function/declare.ts';
import {
  type IdentityProviderRow,
  identityProviderColumns,
  identityProviderOf,
} from './identity-provider.ts';

/** As many as a tenant may have, and some to spare for what two requests at once may set. */
const identityProvidersMax = 20;

export default http({
  context: 'identity',
  name: 'list-identity-providers',
  purpose: 'Lists the identity providers of a tenant by their titles.',
  route: 'GET /v1/identity-providers',
  permission: 'identity_providers:read',
  transaction: 'read',
  answers: { 200: IdentityProviderPage },
  scale: { rps: 10, replicasMin: 0, replicasMax: 2 },
  async handle({ principal }, { sql }) {
    const rows = await sql.rows<IdentityProviderRow>(
      `select ${identityProviderColumns} from identity_providers where tenant_id = $1
       order by title, id limit $2`,
      [principal.tenantId, identityProvidersMax],
    );
    return { status: 200, body: { identityProviders: rows.map(identityProviderOf) } };
  },
});
