/** Who a verified token speaks of: by what its issuer was configured to mean, and for no tenant but its issuer's. */
import * as z from 'zod';
import { houseTenantId, type Principal } from '#shared/function/principal.ts';
import { grantsOf, type RoleGrants, together } from './grants.ts';
import type { ClaimPath, Issuer, ScopeIds } from './issuer-settings.ts';

/** Visible, as RFC 6749 has it: it is part of a command's identity. */
const Visible = z.string().regex(/^[\x20-\x7e]{1,200}$/);
const TenantId = z.uuid().toLowerCase();
const Everyones = z.object({
  sub: Visible,
  exp: z.number(),
  iat: z.number().optional(),
  nbf: z.number().optional(),
  tenant_id: TenantId.optional(),
});
/** What only the house's own issuer says. */
const Own = z.object({
  client_id: Visible,
  policies: z.record(z.string().max(50), z.string().max(50)).optional(),
});
/** A provider may name all groups somebody is in; the house's own issuer has a handful of roles. */
const RoleNames = z.array(z.string().max(300)).max(500);
const ownRolesMax = 20;
const Scopes = z.union([z.literal('all'), z.array(z.string().max(300)).max(1000)]);
const Ids = z.array(z.uuid().toLowerCase());

/** The text says why it is nobody. */
export function principalOf(
  payload: Readonly<Record<string, unknown>>,
  issuer: Issuer,
  roles: RoleGrants,
): Principal | string {
  const claims = Everyones.safeParse(payload);
  const own = issuer.tenants === 'any';
  const said = own ? Own.safeParse(payload) : { success: true, data: undefined };
  const names = RoleNames.max(own ? ownRolesMax : Number.MAX_SAFE_INTEGER).safeParse(
    claimAt(payload, issuer.rolesClaim),
  );
  const scopes = scopesOf(payload, issuer.scopes);
  if (!claims.success || !said.success) return 'its claims are not ours';
  if (!names.success) return `its claim ${issuer.rolesClaim.join('.')} is not a list of roles`;
  if (scopes === undefined) return 'its claim does not say what it may touch';
  const tenantId = tenantOf(claims.data.tenant_id, issuer.tenants);
  if (tenantId === undefined) return 'its issuer does not speak for this tenant';
  const mapped = names.data.map((name) => ownValue(issuer.roles, name));
  const granted = together(grantsOf(mapped, roles, own));
  // A subject is unique within its issuer, so whoever comes from outside is named with it.
  const subject = own ? claims.data.sub : `${issuer.issuer}|${claims.data.sub}`;
  return {
    ...granted,
    ...{ subject, tenantId, scopes: scopes === 'all' ? 'all' : new Set(scopes) },
    client: said.data?.client_id ?? subject,
    // Only our own issuer binds a policy to a client; others get their role's.
    policies: { ...granted.policies, ...said.data?.policies },
  };
}

/** What a token says can only be refused: it never chooses a tenant that its issuer is not bound to. */
function tenantOf(said: string | undefined, tenants: Issuer['tenants']): string | undefined {
  if (tenants === 'any') return said ?? houseTenantId;
  if (said === undefined) return tenants.length === 1 ? tenants[0] : undefined;
  return tenants.includes(said) ? said : undefined;
}

function scopesOf(
  payload: Readonly<Record<string, unknown>>,
  scopes: Issuer['scopes'],
): ScopeIds | undefined {
  if (scopes === 'all') return 'all';
  const said = Scopes.safeParse(claimAt(payload, scopes.claim));
  if (!said.success) return undefined;
  const { values } = scopes;
  if (values === undefined) return said.data === 'all' ? 'all' : Ids.safeParse(said.data).data;
  const mapped = [said.data].flat().map((value) => ownValue(values, value) ?? []);
  return mapped.includes('all') ? 'all' : mapped.filter((ids) => ids !== 'all').flat();
}

function claimAt(payload: unknown, path: ClaimPath): unknown {
  return path.reduce<unknown>(
    (at, name) => (isObject(at) ? ownValue(at, name) : undefined),
    payload,
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Never what every object has, as `constructor`. */
function ownValue<T>(of: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}
