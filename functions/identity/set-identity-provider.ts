/** An identity provider that signs a tenant's people in: its tokens act for this tenant and for no other. */
import type * as z from 'zod';
import { roles as houseRoles, type RoleName } from '#schema/access.ts';
import {
  IdentityProvider,
  IdentityProviderParams,
  type IdentityProviderSet,
  SetIdentityProvider,
} from '#schema/identity-providers.ts';
import type { Sql } from '#shared/database/database.ts';
import { http, refuse } from '#shared/function/declare.ts';
import type { Principal } from '#shared/function/principal.ts';
import {
  type IdentityProviderRow,
  identityProviderColumns,
  identityProviderOf,
  scopesOf,
} from './identity-provider.ts';
import { problems } from './problems.ts';

type Wanted = z.output<typeof SetIdentityProvider>;

/** A company has one or two, and a third while it changes. */
const identityProvidersMax = 10;

export default http({
  context: 'identity',
  name: 'set-identity-provider',
  purpose:
    "Takes the tokens of a tenant's own identity provider, by its mapping of roles and properties.",
  route: 'PUT /v1/identity-providers/{identityProviderId}',
  permission: 'identity_providers:write',
  transaction: 'write',
  params: IdentityProviderParams,
  body: SetIdentityProvider,
  answers: {
    200: IdentityProvider,
    403: ['permission_not_yours', 'role_not_yours', 'scope_not_yours'],
    409: ['identity_provider_taken', 'identity_providers_full', 'issuer_stays'],
    422: ['audience_is_client', 'issuer_not_allowed', 'scope_without_openid'],
  },
  problems,
  scale: { rps: 5, replicasMin: 0, replicasMax: 2 },
  async handle({ params: { identityProviderId: id }, body, principal }, { sql, clock, emit }) {
    const { tenantId } = principal;
    const problem = problemOf(body, principal);
    if (problem !== undefined) return problem;
    const others = await sql.rows<Pick<IdentityProviderRow, 'id' | 'issuer' | 'audience'>>(
      'select identity_provider_id as id, issuer, audience from identity_providers where tenant_id = $1 for update',
      [tenantId],
    );
    const before = others.find((each) => each.id === id);
    // Its people are known by it: under another one somebody else would be who they are.
    if (
      before !== undefined &&
      (before.issuer !== body.issuer || before.audience !== body.audience)
    )
      return refuse('issuer_stays');
    if (before === undefined && others.length >= identityProvidersMax)
      return refuse('identity_providers_full');
    const row = await write(
      sql,
      id,
      body,
      principal,
      new Date(clock.nowMs()),
      before !== undefined,
    );
    if (row === undefined) return refuse('identity_provider_taken');
    emit({
      type: 'identity_provider.set.v1',
      subject: id,
      partitionKey: tenantId,
      data: {
        ...{ identityProviderId: id, issuer: body.issuer, audience: body.audience },
        roles: body.roles.values,
      } satisfies z.input<typeof IdentityProviderSet>,
    });
    return { status: 200, body: identityProviderOf(row) };
  },
});

function problemOf({ issuer, audience, roles, signIn }: Wanted, principal: Principal) {
  const { protocol, username, password } = new URL(URL.canParse(issuer) ? issuer : 'x:');
  // In the clear only beside whoever develops; where it may stand is judged when it is asked.
  if (!['https:', 'http:'].includes(protocol) || username !== '' || password !== '')
    return refuse('issuer_not_allowed');
  // Whoever maps a provider's groups gives to all of them; so it takes somebody who has all of it.
  if (principal.scopes !== 'all') return refuse('scope_not_yours');
  if (roles.values.some(({ role }) => role === 'operator')) return refuse('role_not_yours');
  const tooMuch = permissionsOf(roles.values).filter((each) => !principal.permissions.has(each));
  if (tooMuch.length > 0)
    return refuse('permission_not_yours', { details: { permissions: tooMuch } });
  // An ID token is for the client: where that is what we ask for, it would pass as an access token.
  if (signIn?.clientId === audience) return refuse('audience_is_client');
  if (signIn !== undefined && !signIn.scope.split(' ').includes('openid'))
    return refuse('scope_without_openid');
  return undefined;
}

function permissionsOf(values: readonly { readonly role: RoleName }[]): readonly string[] {
  return [
    ...new Set(values.flatMap(({ role }): readonly string[] => houseRoles[role].permissions)),
  ];
}

async function write(
  sql: Sql,
  id: string,
  { title, issuer, audience, algorithms, tokenType, roles, properties, signIn }: Wanted,
  { tenantId, subject }: Principal,
  now: Date,
  known: boolean,
): Promise<IdentityProviderRow | undefined> {
  const values = [
    ...[tenantId, id, title, issuer, audience, algorithms, tokenType, JSON.stringify(roles)],
    jsonOf(scopesOf(properties)),
    ...[jsonOf(signIn ?? null), subject, now],
  ];
  const [row] = await sql.rows<IdentityProviderRow>(
    known
      ? `update identity_providers set title = $3, algorithms = $6::text[], token_type = $7,
           roles = $8, scopes = $9, sign_in = $10, set_by = $11, set_at = $12
         where tenant_id = $1 and identity_provider_id = $2 and issuer = $4 and audience = $5
         returning ${identityProviderColumns}`
      : `insert into identity_providers (tenant_id, identity_provider_id, title, issuer, audience,
           algorithms, token_type, roles, scopes, sign_in, set_by, set_at)
         values ($1, $2, $3, $4, $5, $6::text[], $7, $8, $9, $10, $11, $12)
         on conflict do nothing returning ${identityProviderColumns}`,
    values,
  );
  return row;
}

function jsonOf(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
