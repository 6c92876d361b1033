/**
 * Signing in with a browser at a tenant's identity provider: OpenID Connect's authorization code flow
 * with PKCE. The page begins it and keeps what only its tab knows; the code is exchanged here, so a
 * page may go on speaking to its own house alone.
 */
import * as z from 'zod';
import type { Principal } from '#shared/function/principal.ts';
import type { SignIn, SignInStart } from '#shared/function/sign-in.ts';
import type { Reach } from '#shared/outgoing/addresses.ts';
import { ask, NotAnswered } from '#shared/outgoing/ask.ts';
import type { Clock } from '#shared/ports.ts';
import type { AllIssuerKeys } from './all-issuer-keys.ts';
import type { Discovered } from './discovery.ts';
import type { KeptIdentityProvider, SignInSettings } from './identity-provider-store.ts';
import { type Issuers, issuerOf } from './issuers.ts';
import type { RuntimeRefusal } from './problems.ts';
import { checkSignature } from './signatures.ts';

const Tokens = z.object({
  access_token: z.string().max(8192),
  id_token: z.string().max(8192),
  expires_in: z.number().min(0).max(86_400).catch(300),
});
const Named = z.object({
  nonce: z.string(),
  sub: z.string(),
  email: z.string().max(200).optional(),
  preferred_username: z.string().max(200).optional(),
});

export function signInOf(options: {
  readonly issuers: Issuers;
  readonly keys: AllIssuerKeys;
  readonly verify: (token: string) => Promise<Principal | RuntimeRefusal>;
  readonly clock: Clock;
  readonly reach: Reach | undefined;
}): SignIn {
  const { issuers, keys, verify, clock, reach = 'public' } = options;

  async function providerOf(id: string): Promise<'unknown' | Provider> {
    const kept = await issuers.byId(id);
    if (kept === undefined || kept.signIn === null) return 'unknown';
    return { kept, settings: kept.signIn, ...keys(issuerOf(kept, reach)) };
  }

  async function nameIn(idToken: string, provider: Provider, nonce: string) {
    const { kept, settings } = provider;
    const expected = { ...kept, audience: settings.clientId, tokenType: undefined };
    const { issuer, audience, algorithms } = expected;
    const checked = await checkSignature(
      idToken,
      { issuer, audience, algorithms },
      provider,
      clock,
    );
    if ('code' in checked) return undefined;
    const named = Named.safeParse(checked.claims);
    if (!named.success || named.data.nonce !== nonce) return undefined;
    const { email, preferred_username, sub } = named.data;
    return email ?? preferred_username ?? sub;
  }

  return {
    async start(id) {
      const provider = await providerOf(id);
      if (provider === 'unknown') return provider;
      const about = await discoveredBy(provider);
      if (about?.authorization_endpoint === undefined) return 'away';
      return startOf(provider, about, about.authorization_endpoint);
    },
    async complete(id, { code, codeVerifier, redirectUri, nonce }) {
      const provider = await providerOf(id);
      if (provider === 'unknown') return provider;
      // The page of another provider does not finish this one's sign-in.
      if (!redirectUri.endsWith(`/sign-in/${id}`)) return { refused: 'another page began it' };
      const endpoint = (await discoveredBy(provider))?.token_endpoint;
      if (endpoint === undefined) return 'away';
      const form = {
        ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri },
        ...{ client_id: provider.settings.clientId, code_verifier: codeVerifier },
        ...resourceOf(provider.settings),
      };
      const answer = await ask(endpoint, { form, reach }).catch(notAnswered);
      if (answer === undefined || answer.status >= 500) return 'away';
      if (answer.status !== 200) return { refused: 'the provider does not take the code' };
      const tokens = Tokens.safeParse(jsonOf(answer.text));
      if (!tokens.success) return { refused: 'the provider gave no tokens that can be used' };
      const { access_token: accessToken, id_token: idToken, expires_in } = tokens.data;
      const name = await nameIn(idToken, provider, nonce);
      if (name === undefined) return { refused: 'its ID token is not of this sign-in' };
      const principal = await verify(accessToken);
      if ('code' in principal)
        return { refused: `its access token: ${principal.detail ?? principal.code}` };
      // One tenant's provider must not answer with a token of somebody else.
      if (principal.tenantId !== provider.kept.tenantId)
        return { refused: 'its access token is not of this provider' };
      return { accessToken, expiresInSeconds: expires_in, idToken, name };
    },
  };
}

interface Provider extends ReturnType<AllIssuerKeys> {
  readonly kept: KeptIdentityProvider;
  readonly settings: SignInSettings;
}

function startOf(
  { kept: { id, title, issuer, audience }, settings }: Provider,
  { end_session_endpoint }: Discovered,
  authorizationEndpoint: string,
): SignInStart {
  return {
    ...{ id, title, issuer, authorizationEndpoint },
    ...(end_session_endpoint === undefined ? {} : { endSessionEndpoint: end_session_endpoint }),
    parameters: {
      ...{ response_type: 'code', client_id: settings.clientId, scope: settings.scope },
      // Some ask for it so; who does not know it leaves it out, as RFC 6749 has it.
      ...{ code_challenge_method: 'S256', audience },
      ...resourceOf(settings),
    },
  };
}

function resourceOf({ resource }: SignInSettings): Readonly<Record<string, string>> {
  return resource === undefined ? {} : { resource };
}

function discoveredBy({ discovered }: Provider): Promise<Discovered | undefined> {
  return discovered().catch(notAnswered);
}

/** The world's fault, which is told as one; anything else is ours. */
function notAnswered(error: unknown): undefined {
  if (!(error instanceof NotAnswered)) throw error;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Said as an answer that holds no tokens.
    return undefined;
  }
}
