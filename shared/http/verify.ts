/**
 * Verifies bearer tokens: JWTs of issuers, and API tokens. One that is known costs one look into a
 * map; what checks the others is loaded when the first of them comes.
 */
import type { Principal } from '#shared/function/principal.ts';
import type { SignIn } from '#shared/function/sign-in.ts';
import { apiTokenPrefix } from './api-token-prefix.ts';
import type { ApiTokensOptions } from './api-tokens.ts';
import type { JwtsOptions } from './jwts.ts';
import type { RuntimeRefusal } from './problems.ts';
import { type VerifiedTokens, verifiedTokens } from './verified-tokens.ts';

export type TokenVerifier = (token: string) => Promise<Principal | RuntimeRefusal> | Principal;

export interface VerifierOptions extends JwtsOptions {
  /** Undefined: only issuers let anyone in. */
  readonly apiTokens?: ApiTokensOptions;
}

const tokenCharactersMax = 8192;
/** Three parts of base64url and nothing else. */
const jwtForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Who lets people in, by their tokens and with a browser: both by the same issuers and the same keys. */
export function doorkeeper(options: VerifierOptions): {
  readonly verify: TokenVerifier;
  readonly signIn: () => Promise<SignIn>;
} {
  const verified = verifiedTokens(options.clock);
  let jwts: ReturnType<typeof openJwts> | undefined;
  let apiTokens: Promise<TokenVerifier> | undefined;

  async function verifyApiToken(
    token: string,
    given: ApiTokensOptions,
  ): Promise<Principal | RuntimeRefusal> {
    const { roles, clock } = options;
    apiTokens ??= import('./api-tokens.ts').then((module) =>
      module.apiTokens({ ...given, roles, clock, verified }),
    );
    return (await apiTokens)(token);
  }

  function opened(): ReturnType<typeof openJwts> {
    jwts ??= openJwts(options, verified);
    return jwts;
  }

  return {
    signIn: async () => (await opened()).signIn,
    verify(token) {
      const earlier = verified.get(token);
      if (earlier !== undefined) return earlier;
      if (token.length > tokenCharactersMax)
        return Promise.resolve({ code: 'token_invalid', detail: 'it is too long' });
      if (options.apiTokens !== undefined && token.startsWith(apiTokenPrefix))
        return verifyApiToken(token, options.apiTokens);
      if (!jwtForm.test(token))
        return Promise.resolve({ code: 'token_invalid', detail: 'it is not a signed JWT' });
      return opened().then(({ verify }) => verify(token));
    },
  };
}

export function tokenVerifier(options: VerifierOptions): TokenVerifier {
  return doorkeeper(options).verify;
}

/** A start that is only asked whether it is there needs none of it. */
async function openJwts(options: VerifierOptions, verified: VerifiedTokens) {
  const { jwtsOf } = await import('./jwts.ts');
  return jwtsOf(options, verified);
}
