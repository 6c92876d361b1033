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
  issuer_off: {
    status: 404,
    title: 'This house issues no tokens of its own',
    next: 'Get tokens from the identity provider this house is bound to.',
  },
  permission_not_yours: {
    status: 403,
    title: 'Nobody gives an API token more than they have themselves',
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
  sign_in_limited: {
    status: 429,
    title: 'Too many attempts for this address',
    next: 'Wait as long as `Retry-After` says.',
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
