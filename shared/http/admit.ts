/** Who asks, how often, and whether they may: decided before anything of the request is read. */
import type { AnyHttp } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import { houseTenantId, type Principal } from '#shared/function/principal.ts';
import type { HeaderValues } from './exchange.ts';
import type { RuntimeRefusal } from './problems.ts';
import { header } from './request.ts';

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
):
  | RuntimeRefusal
  | { readonly principal: Principal }
  | Promise<RuntimeRefusal | { readonly principal: Principal }> {
  if (declaration.permission === 'public') {
    return limited(engines, `address:${address}`, engines.rates.address) ?? { principal: nobody };
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

/** Without a good token a caller is its address: guessing is limited like everything else. */
function strange(engines: Engines, address: string, refusal: RuntimeRefusal): RuntimeRefusal {
  const full = limited(engines, `address:${address}`, engines.rates.address);
  return full ?? refusedToken(refusal);
}

function allowed(
  engines: Engines,
  declaration: Pick<AnyHttp, 'permission' | 'scope'>,
  params: Readonly<Record<string, string>>,
  verified: Principal,
): RuntimeRefusal | { readonly principal: Principal } {
  const full =
    limited(
      engines,
      `token:${verified.tenantId}:${verified.client}:${verified.subject}`,
      engines.rates.token,
    ) ?? limited(engines, `tenant:${verified.tenantId}`, engines.rates.tenant);
  if (full !== undefined) return full;
  if (!verified.permissions.has(declaration.permission)) {
    return { code: 'forbidden', detail: `it needs the permission ${declaration.permission}` };
  }
  const scoped = declaration.scope === undefined ? undefined : params[declaration.scope];
  // Answered before anything is looked up, so that it says nothing about what exists.
  if (
    scoped !== undefined &&
    verified.scopes !== 'all' &&
    !verified.scopes.has(scoped.toLowerCase())
  )
    return { code: 'out_of_scope' };
  return { principal: verified };
}

function limited(
  engines: Engines,
  key: string,
  limit: Engines['rates']['token'],
): RuntimeRefusal | undefined {
  const taken = engines.limits.take(key, limit);
  return taken.allowed
    ? undefined
    : { code: 'rate_limited', retryAfterSeconds: Math.ceil(taken.retryAfterMs / 1000) };
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
