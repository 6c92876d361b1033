/** An identity provider whose tokens shall be taken no more. */
import type * as z from 'zod';
import {
  IdentityProviderParams,
  type IdentityProviderRemoved,
} from '#schema/identity-providers.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { problems } from './problems.ts';

export default http({
  context: 'identity',
  name: 'remove-identity-provider',
  purpose: 'Removes an identity provider: within ten seconds nobody comes in with a token of it.',
  route: 'POST /v1/identity-providers/{identityProviderId}/removals',
  permission: 'identity_providers:write',
  transaction: 'write',
  params: IdentityProviderParams,
  answers: { 204: null, 403: ['scope_not_yours'], 404: ['identity_provider_unknown'] },
  problems,
  scale: { rps: 5, replicasMin: 0, replicasMax: 2 },
  async handle({ params: { identityProviderId }, principal }, { sql, emit }) {
    if (principal.scopes !== 'all') return refuse('scope_not_yours');
    const removed = await sql.count(
      'delete from identity_providers where tenant_id = $1 and identity_provider_id = $2',
      [principal.tenantId, identityProviderId],
    );
    if (removed === 0) return refuse('identity_provider_unknown');
    emit({
      type: 'identity_provider.removed.v1',
      subject: identityProviderId,
      partitionKey: principal.tenantId,
      data: { identityProviderId } satisfies z.input<typeof IdentityProviderRemoved>,
    });
    return { status: 204, body: null };
  },
});
