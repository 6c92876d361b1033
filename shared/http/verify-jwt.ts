/**
 * Verifies JWTs, all by one path: read strictly, of an issuer that is known, signed with a key of it,
 * for us and now; and then it speaks only for that issuer's tenants, by that issuer's mapping.
 */
import type { Principal } from '#shared/function/principal.ts';
import type { Clock } from '#shared/ports.ts';
import { type AllIssuerKeys, signedBy } from './all-issuer-keys.ts';
import { principalOf } from './claims.ts';
import type { RoleGrants } from './grants.ts';
import type { Issuers } from './issuers.ts';
import type { RuntimeRefusal } from './problems.ts';
import { readJwt } from './read-jwt.ts';
import { checkSignature } from './signatures.ts';
import type { VerifiedTokens } from './verified-tokens.ts';

export interface JwtOptions {
  readonly issuers: Issuers;
  readonly keys: AllIssuerKeys;
  readonly roles: RoleGrants;
  readonly clock: Clock;
  readonly verified: VerifiedTokens;
}

export function jwtVerifier({ issuers, keys, roles, clock, verified }: JwtOptions) {
  return async (token: string): Promise<Principal | RuntimeRefusal> => {
    const jwt = readJwt(token);
    if (typeof jwt === 'string') return invalid(jwt);
    const known = await issuers.ofToken(jwt.payload);
    if (known === undefined) return invalid('its issuer is not known here');
    const { issuer } = known;
    const checked = await checkSignature(token, issuer, keys(issuer), clock);
    if ('code' in checked) return checked;
    const principal = principalOf(jwt.payload, issuer, roles);
    if (typeof principal === 'string') return invalid(principal);
    // No longer than what was read of its issuer: a token is not known past that issuer's end.
    const untilMs = Math.min((checked.claims.exp ?? 0) * 1000, known.untilMs);
    verified.keep(token, principal, untilMs, signedBy(issuer.issuer, jwt.kid));
    return principal;
  };
}

function invalid(detail: string): RuntimeRefusal {
  return { code: 'token_invalid', detail };
}
