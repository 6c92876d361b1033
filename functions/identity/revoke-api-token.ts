/** An API token that shall work no more; said twice, done once. */
import type * as z from 'zod';
import { ApiToken, ApiTokenParams, type ApiTokenRevoked } from '#schema/identity.ts';
import { apiTokensRevoked } from '#shared/function/api-tokens-revoked.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { type ApiTokenRow, apiTokenColumns, apiTokenOf } from './api-token.ts';
import { problems } from './problems.ts';
import { isWithin } from './within.ts';

export default http({
  context: 'identity',
  name: 'revoke-api-token',
  purpose:
    'Revokes an API token: within ten seconds nobody comes in with it, with Redis within one.',
  route: 'POST /v1/api-tokens/{apiTokenId}/revocations',
  permission: 'api_tokens:revoke',
  transaction: 'write',
  params: ApiTokenParams,
  answers: { 200: ApiToken, 403: ['scope_not_yours'], 404: ['api_token_unknown'] },
  problems,
  scale: { rps: 5, replicasMin: 0, replicasMax: 2 },
  async handle({ params: { apiTokenId }, principal }, { sql, clock, emit, tell }) {
    const [row] = await sql.rows<ApiTokenRow>(
      `select ${apiTokenColumns} from api_tokens left join api_token_uses using (api_token_id)
       where tenant_id = $1 and api_token_id = $2 for update of api_tokens`,
      [principal.tenantId, apiTokenId],
    );
    if (row === undefined) return refuse('api_token_unknown');
    const apiToken = apiTokenOf(row);
    if (!isWithin(apiToken.propertyIds, principal.scopes)) return refuse('scope_not_yours');
    if (apiToken.revokedAt !== undefined) return { status: 200, body: apiToken };
    const revokedAt = new Date(clock.nowMs());
    await sql.count(
      `update api_tokens set revoked_at = $3, revoked_by = $4
       where tenant_id = $1 and api_token_id = $2`,
      [principal.tenantId, apiTokenId, revokedAt, principal.subject],
    );
    emit({
      type: 'api_token.revoked.v1',
      subject: apiTokenId,
      partitionKey: principal.tenantId,
      data: { apiTokenId } satisfies z.input<typeof ApiTokenRevoked>,
    });
    tell(apiTokensRevoked, apiTokenId);
    return { status: 200, body: { ...apiToken, revokedAt: revokedAt.toISOString() } };
  },
});
