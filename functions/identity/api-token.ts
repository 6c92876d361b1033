/** An API token as people see it: everything but the token. */
import type * as z from 'zod';
import type { ApiToken } from '#schema/identity.ts';
import { apiTokenNameOf } from '#shared/http/api-token-text.ts';

export interface ApiTokenRow {
  readonly id: string;
  readonly name: string;
  readonly roles: z.infer<typeof ApiToken>['roles'];
  readonly permissions: string[];
  readonly scope_ids: string[];
  readonly requests_per_second: number | null;
  readonly created_by: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly revoked_at: string | null;
  readonly used_at: string | null;
}

/** For `select` from `api_tokens left join api_token_uses`. */
export const apiTokenColumns = `api_token_id as id, name, roles, permissions, scope_ids,
  requests_per_second, created_by, created_at, expires_at, revoked_at, used_at`;

export function apiTokenOf(row: ApiTokenRow): z.input<typeof ApiToken> {
  const { id, name, roles, permissions, scope_ids: scopeIds } = row;
  return {
    ...{ id, name, prefix: apiTokenNameOf(id), roles, permissions },
    propertyIds: scopeIds[0] === 'all' ? 'all' : scopeIds,
    ...(row.requests_per_second === null ? {} : { requestsPerSecond: row.requests_per_second }),
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ...(row.used_at === null ? {} : { lastUsedAt: row.used_at }),
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
  };
}
