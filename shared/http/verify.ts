/**
 * Verifies bearer tokens of the issuers configured. An issuer speaks only for the tenants bound to
 * it, and its roles mean only what the configuration maps them to.
 */
import type { JWTPayload } from 'jose';
import * as z from 'zod';
import { houseTenantId, type Principal } from '#shared/function/principal.ts';
import type { Clock } from '#shared/ports.ts';
import type { RuntimeRefusal } from './problems.ts';
import type { Signatures, Signer } from './signatures.ts';

export interface Issuer extends Signer {
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
  const known = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
  let signatures: Promise<Signatures> | undefined;

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
    const nowMs = clock.nowMs();
    if (verified.size >= verifiedTokensMax) verified.delete(verified.keys().next().value ?? '');
    verified.set(token, {
      principal,
      untilMs: Math.min(claims.data.exp * 1000, nowMs + verifiedForMs),
    });
    return principal;
  }

  return (token) => {
    const earlier = verified.get(token);
    if (earlier !== undefined) {
      if (earlier.untilMs > clock.nowMs()) return earlier.principal;
      verified.delete(token);
    }
    if (token.length > tokenCharactersMax)
      return Promise.resolve({ code: 'token_invalid', detail: 'it is too long' });
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
