/** The page of one identity provider: its people begin to sign in there, and are sent back to it. */
import { IdentityProviderParams } from '#schema/identity-providers.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { page } from './page/page.ts';
import { pageHeaders } from './page/policy.ts';

export default http({
  context: 'console',
  name: 'show-sign-in',
  purpose: "Shows the house to whoever signs in at a tenant's identity provider.",
  route: 'GET /sign-in/{identityProviderId}',
  permission: 'public',
  transaction: 'none',
  params: IdentityProviderParams,
  answers: { 404: ['identity_provider_unknown'], 503: ['identity_provider_away'] },
  problems: {
    identity_provider_unknown: {
      status: 404,
      title: 'There is no such identity provider',
      next: 'Compare the id with the list of identity providers.',
    },
    identity_provider_away: {
      status: 503,
      title: 'The identity provider does not answer as one',
      next: 'Wait as long as `Retry-After` says and sign in again; if it stays so, compare its issuer with its discovery document.',
    },
  },
  streams: 'text/html',
  scale: { rps: 20, replicasMin: 0, replicasMax: 5 },
  async handle({ params: { identityProviderId } }, { house, signIn }) {
    const provider = await (await signIn()).start(identityProviderId);
    if (provider === 'unknown') return refuse('identity_provider_unknown');
    if (provider === 'away') return refuse('identity_provider_away', { retryAfterSeconds: 5 });
    return {
      status: 200,
      stream: page(house, provider),
      contentType: 'text/html; charset=utf-8',
      // Sent back to, its address holds a code.
      headers: { ...pageHeaders, 'cache-control': 'no-store' },
    };
  },
});
