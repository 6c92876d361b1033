/** The end of a sign-in with a browser: a provider's code becomes its tokens, when they are of this sign-in. */
import { CompleteSignIn, IdentityProviderParams, SignedIn } from '#schema/identity-providers.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { problems } from './problems.ts';

/** A provider's own limit is not ours to use up: a sign-in is one exchange. */
const exchanges = { perSecond: 20, burst: 100 };

export default http({
  context: 'identity',
  name: 'complete-sign-in',
  purpose: "Exchanges the code that a tenant's identity provider gave a browser for its tokens.",
  route: 'POST /sign-in/{identityProviderId}/tokens',
  permission: 'public',
  transaction: 'none',
  // A code is good once, at the provider.
  idempotencyKey: 'none',
  params: IdentityProviderParams,
  body: CompleteSignIn,
  answers: {
    200: SignedIn,
    401: ['sign_in_refused'],
    404: ['identity_provider_unknown'],
    429: ['sign_in_limited'],
    503: ['identity_provider_away'],
  },
  problems,
  scale: { rps: 20, replicasMin: 0, replicasMax: 5 },
  async handle({ params: { identityProviderId: id }, body }, { signIn, limits }) {
    const taken = limits.take(`sign-in-at:${id}`, exchanges);
    if (!taken.allowed)
      return refuse('sign_in_limited', { retryAfterSeconds: Math.ceil(taken.retryAfterMs / 1000) });
    const done = await (await signIn()).complete(id, body);
    if (done === 'unknown') return refuse('identity_provider_unknown');
    if (done === 'away') return refuse('identity_provider_away', { retryAfterSeconds: 5 });
    if ('refused' in done) return refuse('sign_in_refused', { details: { detail: done.refused } });
    return {
      status: 200,
      body: {
        access_token: done.accessToken,
        token_type: 'Bearer',
        ...{ expires_in: done.expiresInSeconds, id_token: done.idToken, name: done.name },
      },
    };
  },
});
