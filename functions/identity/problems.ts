/** How the refusals of this context look outside. */
import type { Problems } from '#shared/function/declare.ts';

export const problems = {
  api_token_unknown: {
    status: 404,
    title: 'There is no such API token',
    next: 'Compare the id with the list of API tokens.',
  },
  api_tokens_full: {
    status: 409,
    title: 'The tenant has as many API tokens as it may have',
    next: 'Revoke the API tokens that nothing uses any more, then try again.',
  },
  audience_is_client: {
    status: 422,
    title: 'The audience is the id of the client that people sign in with',
    next: 'Register the house as an API of its own at the provider, and give that as the audience.',
  },
  credentials_invalid: {
    status: 401,
    title: 'The address or the password is wrong',
    next: 'Check the address and the password; after several failures it is slowed down.',
  },
  email_taken: {
    status: 409,
    title: 'Another user signs in with this address',
    next: 'Use another address: one address signs in one user.',
  },
  identity_provider_away: {
    status: 503,
    title: 'The identity provider does not answer as one',
    next: 'Wait as long as `Retry-After` says and sign in again; if it stays so, compare its issuer with its discovery document.',
  },
  identity_provider_taken: {
    status: 409,
    title: 'This id, or this issuer with this audience, is set already',
    next: 'Use an audience that is yours alone, or ask an operator of the house who has it.',
  },
  identity_provider_unknown: {
    status: 404,
    title: 'There is no such identity provider',
    next: 'Compare the id with the list of identity providers.',
  },
  identity_providers_full: {
    status: 409,
    title: 'The tenant has as many identity providers as it may have',
    next: 'Remove one that nobody signs in at any more, then try again.',
  },
  issuer_not_allowed: {
    status: 422,
    title: 'The issuer is no https URL of a provider',
    next: 'Give the `issuer` of its discovery document, without a user or a query.',
  },
  issuer_off: {
    status: 404,
    title: 'This house issues no tokens of its own',
    next: 'Get tokens from the identity provider this house is bound to.',
  },
  issuer_stays: {
    status: 409,
    title: 'An identity provider keeps its issuer and its audience',
    next: 'Set the other one under an id of its own, and remove this one when nobody needs it.',
  },
  permission_not_yours: {
    status: 403,
    title: 'Nobody gives away more than they have themselves',
    next: '`permissions` names what is too much: leave it out, or choose other roles.',
  },
  role_not_yours: {
    status: 403,
    title: 'Only an operator of the house gives this role',
    next: 'Ask an operator of the house, or give another role.',
  },
  scope_not_yours: {
    status: 403,
    title: 'The token does not reach all of these properties',
    next: 'Leave out the properties that your own token does not reach.',
  },
  scope_without_openid: {
    status: 422,
    title: 'The scope does not ask for openid',
    next: 'Add `openid` to the scope, so that the provider says who signed in.',
  },
  sign_in_limited: {
    status: 429,
    title: 'Too many attempts to sign in',
    next: 'Wait as long as `Retry-After` says.',
  },
  sign_in_refused: {
    status: 401,
    title: 'The sign-in was not taken',
    next: 'Sign in again from the page of your provider; `detail` says what was wrong.',
  },
  tenant_not_yours: {
    status: 403,
    title: 'Only an operator of the house acts for another tenant',
    next: 'Leave `tenantId` out: users are created in your own tenant.',
  },
  tenant_taken: {
    status: 409,
    title: 'There is a tenant of this name',
    next: 'Choose another name, or use the tenant that is there.',
  },
  tenant_unknown: {
    status: 404,
    title: 'There is no such tenant',
    next: 'Compare the id with the list of tenants.',
  },
} as const satisfies Problems;
