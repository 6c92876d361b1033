/** Who asks, how often, and whether they may: decided before anything of the request is read. */
import type { AnyHttp } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import { per } from '#shared/function/per.ts';
import { houseTenantId, type Principal } from '#shared/function/principal.ts';
import type { HeaderValues } from './exchange.ts';
import type { RuntimeRefusal } from './problems.ts';
import { type RateLimitHeaders, rateLimited, rateLimitHeaders } from './rate-limit.ts';
import { header } from './request.ts';

export interface Admitted {
  readonly principal: Principal;
  /** For every answer to it, whatever it is. */
  readonly headers?: RateLimitHeaders;
}

const nobody: Principal = {
  subject: 'anonymous',
  kind: 'user',
  tenantId: houseTenantId,
  permissions: new Set(),
  scopes: new Set(),
  client: 'anonymous',
  policies: {},
};

export function admit(
  engines: Engines,
  declaration: Pick<AnyHttp, 'permission' | 'scope'>,
  headers: HeaderValues,
  params: Readonly<Record<string, string>>,
  address: string,
): RuntimeRefusal | Admitted | Promise<RuntimeRefusal | Admitted> {
  if (declaration.permission === 'public') {
    return limitedByAddress(engines, address) ?? { principal: nobody };
  }
  const authorization = header(headers, 'authorization');
  if (authorization === undefined) return strange(engines, address, { code: 'token_missing' });
  if (!/^bearer /i.test(authorization)) {
    const detail = 'Authorization is "Bearer <token>"';
    return strange(engines, address, { code: 'token_missing', detail });
  }
  const verified = engines.verify(authorization.slice('bearer '.length).trim());
  const judge = (result: Principal | RuntimeRefusal) =>
    'code' in result
      ? strange(engines, address, result)
      : allowed(engines, declaration, params, result);
  return verified instanceof Promise ? verified.then(judge) : judge(verified);
}

/** A token's principal is the same object for as long as it is remembered. */
const limitKeysOf = per(({ tenantId, client, subject }: Principal) => ({
  token: `token:${tenantId}:${client}:${subject}`,
  tenant: `tenant:${tenantId}`,
}));

/** Without a good token a caller is its address: guessing is limited like everything else. */
function strange(engines: Engines, address: string, refusal: RuntimeRefusal): RuntimeRefusal {
  return limitedByAddress(engines, address) ?? refusedToken(refusal);
}

function limitedByAddress({ limits, rates }: Engines, address: string): RuntimeRefusal | undefined {
  const taken = limits.take(`address:${address}`, rates.address);
  return taken.allowed ? undefined : rateLimited('address', rates.address, taken);
}

function allowed(
  engines: Engines,
  declaration: Pick<AnyHttp, 'permission' | 'scope'>,
  params: Readonly<Record<string, string>>,
  verified: Principal,
): RuntimeRefusal | Admitted {
  const { limits, rates } = engines;
  const limit = verified.token?.rate ?? rates.token;
  const keys = limitKeysOf(verified);
  const token = limits.take(keys.token, limit);
  if (!token.allowed) return rateLimited('token', limit, token);
  const tenant = limits.take(keys.tenant, rates.tenant);
  if (!tenant.allowed) return rateLimited('tenant', rates.tenant, tenant);
  const refused = refusalOf(declaration, params, verified);
  if (verified.token === undefined) return refused ?? { principal: verified };
  const headers = rateLimitHeaders([
    { name: 'token', limit, taken: token },
    { name: 'tenant', limit: rates.tenant, taken: tenant },
  ]);
  return { ...(refused ?? { principal: verified }), headers };
}

function refusalOf(
  declaration: Pick<AnyHttp, 'permission' | 'scope'>,
  params: Readonly<Record<string, string>>,
  { permissions, scopes }: Principal,
): RuntimeRefusal | undefined {
  if (!permissions.has(declaration.permission)) {
    return { code: 'forbidden', detail: `it needs the permission ${declaration.permission}` };
  }
  const scoped = declaration.scope === undefined ? undefined : params[declaration.scope];
  // Answered before anything is looked up, so that it says nothing about what exists.
  if (scoped !== undefined && scopes !== 'all' && !scopes.has(scoped.toLowerCase()))
    return { code: 'out_of_scope' };
  return undefined;
}

/** As RFC 6750 has it: nothing was wrong with a token that was not there. */
function refusedToken(refusal: RuntimeRefusal): RuntimeRefusal {
  switch (refusal.code) {
    case 'token_missing':
      return { ...refusal, headers: { 'www-authenticate': 'Bearer' } };
    case 'token_expired':
    case 'token_invalid':
      return { ...refusal, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } };
    default:
      return refusal;
  }
}
