/**
 * Verifies bearer tokens of the issuers configured. An issuer speaks only for the tenants bound to
 * it, and its roles mean only what the configuration maps them to.
 */
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import * as z from 'zod';
import { houseTenantId, type Principal } from '#shared/function/principal.ts';
import type { Clock } from '#shared/ports.ts';
import type { RuntimeRefusal } from './problems.ts';

export interface Issuer {
  readonly issuer: string;
  readonly audience: string;
  /** Pinned: a token never chooses how it is checked. */
  readonly algorithms: readonly string[];
  readonly keys: { readonly uri: string } | { readonly jwks: JSONWebKeySet };
  /** `'any'` is for the house's own issuer alone. */
  readonly tenants: 'any' | readonly string[];
  /** Its role names → the house's. A role that is not listed means nothing. */
  readonly roles: Readonly<Record<string, string>>;
}

/** What a role of the house grants. */
export interface RoleGrant {
  readonly kind: Principal['kind'];
  readonly permissions: readonly string[];
  readonly policies: Readonly<Record<string, string>>;
  /** A role of the house's operators, given only by an issuer that speaks for any tenant. */
  readonly house: boolean;
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

/** One verification costs about as much as fifty cached answers; a token is verified once and kept until it ends. */
const verifiedTokensMax = 20_000;
/** A revoked key stops working after this long at most. */
const verifiedForMs = 300_000;
const clockToleranceSeconds = 30;
const tokenCharactersMax = 8192;
/** Three parts of base64url and nothing else, so that a token has one spelling. */
const tokenForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

export function tokenVerifier(options: {
  readonly issuers: readonly Issuer[];
  readonly roles: Readonly<Record<string, RoleGrant>>;
  readonly clock: Clock;
}): TokenVerifier {
  const { issuers, roles, clock } = options;
  const verified = new Map<string, { readonly principal: Principal; readonly untilMs: number }>();
  const sources = new Map(
    issuers.map((issuer) => [issuer.issuer, { issuer, key: keySource(issuer) }]),
  );

  async function verify(token: string): Promise<Principal | RuntimeRefusal> {
    const source = sources.get(claimedIssuer(token) ?? '');
    if (source === undefined)
      return { code: 'token_invalid', detail: 'its issuer is not known here' };
    try {
      const { payload } = await jwtVerify(token, source.key, {
        issuer: source.issuer.issuer,
        audience: source.issuer.audience,
        algorithms: [...source.issuer.algorithms],
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(clock.nowMs()),
        requiredClaims: ['exp', 'sub'],
      });
      return remember(token, payload, source.issuer);
    } catch (error) {
      return refusalOf(error);
    }
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
    const nowMs = clock.nowMs();
    if (verified.size >= verifiedTokensMax) verified.delete(verified.keys().next().value ?? '');
    verified.set(token, {
      principal,
      untilMs: Math.min(claims.data.exp * 1000, nowMs + verifiedForMs),
    });
    return principal;
  }

  return (token) => {
    const known = verified.get(token);
    if (known !== undefined) {
      if (known.untilMs > clock.nowMs()) return known.principal;
      verified.delete(token);
    }
    if (token.length > tokenCharactersMax)
      return Promise.resolve({ code: 'token_invalid', detail: 'it is too long' });
    if (!tokenForm.test(token))
      return Promise.resolve({ code: 'token_invalid', detail: 'it is not a signed JWT' });
    return verify(token);
  };
}

function keySource(issuer: Issuer): JWTVerifyGetKey {
  return 'jwks' in issuer.keys
    ? createLocalJWKSet(issuer.keys.jwks)
    : createRemoteJWKSet(new URL(issuer.keys.uri), {
        timeoutDuration: 5_000,
        cooldownDuration: 30_000,
      });
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
  roles: Readonly<Record<string, RoleGrant>>,
): Principal | undefined {
  const tenantId = claims.tenant_id ?? houseTenantId;
  if (issuer.tenants !== 'any' && !issuer.tenants.includes(tenantId)) return undefined;
  const mapped = claims.roles.map((name) =>
    Object.hasOwn(issuer.roles, name) ? issuer.roles[name] : undefined,
  );
  const grants = mapped.flatMap((name) => {
    const grant = name !== undefined && Object.hasOwn(roles, name) ? roles[name] : undefined;
    return grant === undefined || (grant.house && issuer.tenants !== 'any') ? [] : [grant];
  });
  return {
    subject: claims.sub,
    kind: grants[0]?.kind ?? 'user',
    tenantId,
    permissions: new Set(grants.flatMap((grant) => grant.permissions)),
    scopes: claims.scope_ids === 'all' ? 'all' : new Set(claims.scope_ids),
    client: claims.client_id,
    policies: Object.assign(
      {},
      ...grants.map((grant) => grant.policies),
      // Only our own issuer binds a policy to a client; others get their role's.
      issuer.tenants === 'any' ? claims.policies : undefined,
    ),
  };
}

function refusalOf(error: unknown): RuntimeRefusal {
  if (error instanceof errors.JWTExpired) return { code: 'token_expired' };
  if (error instanceof errors.JOSEError && !keysAreAway(error)) return { code: 'token_invalid' };
  // The issuer's keys could not be fetched: the world's fault, not the token's.
  return { code: 'unavailable', detail: 'the issuer cannot be reached', retryAfterSeconds: 5 };
}

/** No answer, an answer that is not 200 or no JSON, or one that holds no keys. */
function keysAreAway(error: errors.JOSEError): boolean {
  return (
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === errors.JOSEError.code
  );
}
