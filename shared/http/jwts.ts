/** What lets in whoever comes from an issuer, put together; loaded when the first one comes. */

import type { SignIn } from '#shared/function/sign-in.ts';
import type { Clock } from '#shared/ports.ts';
import { allIssuerKeys } from './all-issuer-keys.ts';
import type { RoleGrants } from './grants.ts';
import type { Issuer } from './issuer-settings.ts';
import { issuersOf, type ProvidersOptions } from './issuers.ts';
import { signInOf } from './sign-in.ts';
import type { VerifiedTokens } from './verified-tokens.ts';
import { jwtVerifier } from './verify-jwt.ts';

export interface JwtsOptions {
  readonly issuers: readonly Issuer[];
  readonly roles: RoleGrants;
  readonly clock: Clock;
  /** Undefined: only issuers of the settings let anyone in. */
  readonly providers?: ProvidersOptions;
}

export function jwtsOf(options: JwtsOptions, verified: VerifiedTokens) {
  const { clock, roles, providers } = options;
  const issuers = issuersOf(options.issuers, providers, clock);
  const keys = allIssuerKeys(clock, verified.forget);
  const verify = jwtVerifier({ issuers, keys, roles, clock, verified });
  const signIn: SignIn = signInOf({ issuers, keys, verify, clock, reach: providers?.reach });
  return { verify, signIn };
}
