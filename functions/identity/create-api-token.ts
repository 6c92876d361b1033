/** A token for a connected system, which can do no more than whoever makes it. */
import type * as z from 'zod';
import { roles as houseRoles, peoplesPermissions, type RoleName } from '#schema/access.ts';
import { type ApiTokenCreated, CreateApiToken, CreatedApiToken } from '#schema/identity.ts';
import type { Sql } from '#shared/database/database.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { apiTokenNameOf, digestOf, newApiToken } from '#shared/http/api-token-text.ts';
import { problems } from './problems.ts';
import { isWithin } from './within.ts';

/** More than any tenant has systems. Two requests at once may pass it by one. */
const apiTokensMax = 500;
const dayMs = 86_400_000;

export default http({
  context: 'identity',
  name: 'create-api-token',
  purpose: 'Creates an API token with roles of the caller, for all or some of their properties.',
  route: 'POST /v1/api-tokens',
  permission: 'api_tokens:create',
  transaction: 'write',
  body: CreateApiToken,
  answers: {
    201: CreatedApiToken,
    403: ['permission_not_yours', 'role_not_yours', 'scope_not_yours'],
    409: ['api_tokens_full'],
  },
  problems,
  scale: { rps: 5, replicasMin: 0, replicasMax: 2 },
  async handle({ body, principal }, { sql, derivedId: id, clock, random, emit }) {
    const { name, roles, propertyIds, requestsPerSecond } = body;
    const { tenantId } = principal;
    if (roles.includes('operator')) return refuse('role_not_yours');
    if (!isWithin(propertyIds, principal.scopes)) return refuse('scope_not_yours');
    const granted = grantedBy(roles);
    const permissions = [...new Set(body.permissions ?? granted)];
    const tooMuch = [
      ...permissions.filter((each) => !granted.has(each)),
      ...[...granted].filter((each) => !principal.permissions.has(each)),
    ];
    if (tooMuch.length > 0)
      return refuse('permission_not_yours', { details: { permissions: [...new Set(tooMuch)] } });
    const now = new Date(clock.nowMs());
    if ((await working(sql, tenantId, now)) >= apiTokensMax) return refuse('api_tokens_full');
    const token = newApiToken(id, random);
    const expiresAt = new Date(now.getTime() + body.expiresInDays * dayMs);
    await sql.count(
      `insert into api_tokens (tenant_id, api_token_id, name, digest, roles, permissions, scope_ids,
         requests_per_second, created_by, created_at, expires_at)
       values ($1, $2, $3, $4, $5::text[], $6::text[], $7::text[], $8, $9, $10, $11)`,
      [
        ...[tenantId, id, name, digestOf(token), roles, permissions],
        ...[propertyIds === 'all' ? ['all'] : propertyIds, requestsPerSecond ?? null],
        ...[principal.subject, now, expiresAt],
      ],
    );
    const given = { roles, permissions, propertyIds, expiresAt: expiresAt.toISOString() };
    emit({
      type: 'api_token.created.v1',
      subject: id,
      partitionKey: tenantId,
      data: { apiTokenId: id, ...given } satisfies z.input<typeof ApiTokenCreated>,
    });
    return {
      status: 201,
      body: {
        ...{ id, name, prefix: apiTokenNameOf(id), ...given },
        ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }),
        ...{ createdBy: principal.subject, createdAt: now.toISOString() },
      },
      once: { token },
    };
  },
});

/** What only people may do is nothing that a token could be given. */
function grantedBy(roles: readonly RoleName[]): ReadonlySet<string> {
  const all = roles.flatMap((role) => [...houseRoles[role].permissions]);
  return new Set(all.filter((each) => !peoplesPermissions.has(each)));
}

async function working(sql: Sql, tenantId: string, now: Date): Promise<number> {
  const [row] = await sql.rows<{ working: number }>(
    `select count(*)::int as working from api_tokens
     where tenant_id = $1 and revoked_at is null and expires_at > $2`,
    [tenantId, now],
  );
  return row?.working ?? 0;
}
