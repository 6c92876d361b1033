/**
 * Verifies bearer tokens: of the issuers configured, and API tokens. An issuer speaks only for the
 * tenants bound to it, and its roles mean only what the configuration maps them to.
 */
import type { JWTPayload } from 'jose';
import * as z from 'zod';
import { houseTenantId, type Principal } from '#shared/function/principal.ts';
import type { Clock } from '#shared/ports.ts';
import { apiTokenPrefix } from './api-token-prefix.ts';
import type { ApiTokensOptions } from './api-tokens.ts';
import { grantsOf, type RoleGrants, together } from './grants.ts';
import type { RuntimeRefusal } from './problems.ts';
import type { Signatures, Signer } from './signatures.ts';
import { verifiedTokens } from './verified-tokens.ts';

export interface Issuer extends Signer {
  /** `'any'` is for the house's own issuer alone. */
  readonly tenants: 'any' | readonly string[];
  /** Its role names → the house's. A role that is not listed means nothing. */
  readonly roles: Readonly<Record<string, string>>;
}

export type TokenVerifier = (token: string) => Promise<Principal | RuntimeRefusal> | Principal;

const Claims = z.object({
  sub: z.string().min(1).max(200),
  exp: z.number(),
  tenant_id: z.uuid().toLowerCase().optional(),
  roles: z.array(z.string().max(100)).max(20),
  scope_ids: z.union([z.literal('all'), z.array(z.uuid().toLowerCase()).max(1000)]),
  /** Visible, as RFC 6749 has it: it is part of a command's identity. */
  client_id: z.string().regex(/^[\x20-\x7e]{1,200}$/),
  policies: z.record(z.string().max(50), z.string().max(50)).optional(),
});

/** A revoked key stops working after this long at most. */
const verifiedForMs = 300_000;
const tokenCharactersMax = 8192;
/** Three parts of base64url and nothing else, so that a token has one spelling. */
const tokenForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

export function tokenVerifier(options: {
  readonly issuers: readonly Issuer[];
  readonly roles: RoleGrants;
  readonly clock: Clock;
  /** Undefined: only issuers let anyone in. */
  readonly apiTokens?: ApiTokensOptions;
}): TokenVerifier {
  const { issuers, roles, clock } = options;
  const verified = verifiedTokens(clock);
  const known = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
  let signatures: Promise<Signatures> | undefined;
  let apiTokens: Promise<TokenVerifier> | undefined;

  async function verify(token: string): Promise<Principal | RuntimeRefusal> {
    const issuer = known.get(claimedIssuer(token) ?? '');
    if (issuer === undefined)
      return { code: 'token_invalid', detail: 'its issuer is not known here' };
    // Loaded when the first token comes: a start that is only asked whether it is there needs none of it.
    signatures ??= import('./signatures.ts').then((module) => module.signatures(issuers, clock));
    const payload = await (await signatures).check(token, issuer);
    return 'code' in payload ? payload : remember(token, payload.claims, issuer);
  }

  function remember(
    token: string,
    payload: JWTPayload,
    issuer: Issuer,
  ): Principal | RuntimeRefusal {
    const claims = Claims.safeParse(payload);
    if (!claims.success) return { code: 'token_invalid', detail: 'its claims are not ours' };
    const principal = principalOf(claims.data, issuer, roles);
    if (principal === undefined)
      return { code: 'token_invalid', detail: 'its issuer does not speak for this tenant' };
    verified.keep(
      token,
      principal,
      Math.min(claims.data.exp * 1000, clock.nowMs() + verifiedForMs),
    );
    return principal;
  }

  async function verifyApiToken(
    token: string,
    given: ApiTokensOptions,
  ): Promise<Principal | RuntimeRefusal> {
    // As with signatures: many a process never sees one.
    apiTokens ??= import('./api-tokens.ts').then((module) =>
      module.apiTokens({ ...given, roles, clock, verified }),
    );
    return (await apiTokens)(token);
  }

  return (token) => {
    const earlier = verified.get(token);
    if (earlier !== undefined) return earlier;
    if (token.length > tokenCharactersMax)
      return Promise.resolve({ code: 'token_invalid', detail: 'it is too long' });
    if (options.apiTokens !== undefined && token.startsWith(apiTokenPrefix))
      return verifyApiToken(token, options.apiTokens);
    if (!tokenForm.test(token))
      return Promise.resolve({ code: 'token_invalid', detail: 'it is not a signed JWT' });
    return verify(token);
  };
}

/** Only to choose whose key to check with; nothing of it is believed before the signature was. */
function claimedIssuer(token: string): string | undefined {
  const payload = token.split('.')[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    const issuer =
      typeof claims === 'object' && claims !== null && 'iss' in claims ? claims.iss : undefined;
    return typeof issuer === 'string' ? issuer : undefined;
  } catch {
    // Not JSON: not a token of anyone we know.
    return undefined;
  }
}

function principalOf(
  claims: z.infer<typeof Claims>,
  issuer: Issuer,
  roles: RoleGrants,
): Principal | undefined {
  const tenantId = claims.tenant_id ?? houseTenantId;
  if (issuer.tenants !== 'any' && !issuer.tenants.includes(tenantId)) return undefined;
  const mapped = claims.roles.map((name) =>
    Object.hasOwn(issuer.roles, name) ? issuer.roles[name] : undefined,
  );
  const granted = together(grantsOf(mapped, roles, issuer.tenants === 'any'));
  return {
    ...granted,
    subject: claims.sub,
    tenantId,
    scopes: claims.scope_ids === 'all' ? 'all' : new Set(claims.scope_ids),
    client: claims.client_id,
    policies: {
      ...granted.policies,
      // Only our own issuer binds a policy to a client; others get their role's.
      ...(issuer.tenants === 'any' ? claims.policies : undefined),
    },
  };
}
