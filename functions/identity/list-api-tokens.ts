/** The API tokens of the caller's tenant: what each may do, and whether anything uses it. */
import { ApiTokenPage } from '#schema/identity.ts';
import { http } from '#shared/function/declare.ts';
import { type ApiTokenRow, apiTokenColumns, apiTokenOf } from './api-token.ts';

/** All that work, which are fewer, and the latest of those that ended. */
const apiTokensMax = 1000;

export default http({
  context: 'identity',
  name: 'list-api-tokens',
  purpose: 'Lists the API tokens of a tenant, those that work first, the newest first.',
  route: 'GET /v1/api-tokens',
  permission: 'api_tokens:read',
  transaction: 'read',
  answers: { 200: ApiTokenPage },
  scale: { rps: 10, replicasMin: 0, replicasMax: 2 },
  async handle({ principal }, { sql, clock }) {
    const rows = await sql.rows<ApiTokenRow>(
      `select ${apiTokenColumns} from api_tokens left join api_token_uses using (api_token_id)
       where tenant_id = $1
       order by revoked_at is not null or expires_at <= $2, created_at desc, id limit $3`,
      [principal.tenantId, new Date(clock.nowMs()), apiTokensMax],
    );
    return { status: 200, body: { apiTokens: rows.map(apiTokenOf) } };
  },
});
