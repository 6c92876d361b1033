/** How the refusals of this context look outside. */
import type { Problems } from '#shared/function/declare.ts';

export const problems = {
  credentials_invalid: { status: 401, title: 'The address or the password is wrong' },
  email_taken: { status: 409, title: 'Another user signs in with this address' },
  issuer_off: { status: 404, title: 'This house issues no tokens of its own' },
  role_not_yours: { status: 403, title: 'Only an operator of the house gives this role' },
  scope_not_yours: { status: 403, title: 'The token does not reach all of these properties' },
  sign_in_limited: { status: 429, title: 'Too many attempts for this address' },
  tenant_not_yours: { status: 403, title: 'Only an operator of the house acts for another tenant' },
  tenant_taken: { status: 409, title: 'There is a tenant of this name' },
  tenant_unknown: { status: 404, title: 'There is no such tenant' },
} as const satisfies Problems;
