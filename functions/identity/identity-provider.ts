/** An identity provider as people see it. */
import type * as z from 'zod';
import type { IdentityProvider, SetIdentityProvider } from '#schema/identity-providers.ts';

type Wanted = z.output<typeof SetIdentityProvider>;
type Shown = z.input<typeof IdentityProvider>;

export interface IdentityProviderRow {
  readonly id: string;
  readonly title: string;
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: Wanted['algorithms'];
  readonly token_type: Wanted['tokenType'];
  readonly roles: Wanted['roles'];
  readonly scopes: KeptScopes | null;
  readonly sign_in: NonNullable<Wanted['signIn']> | null;
  readonly set_by: string;
  readonly set_at: string;
}

interface KeptScopes {
  readonly claim: string[];
  readonly values?: readonly { readonly value: string; readonly ids: 'all' | string[] }[];
}

/** As whoever checks tokens reads them, to whom a property is an id like any other. */
export function scopesOf(properties: Wanted['properties']): KeptScopes | null {
  if (properties === 'all') return null;
  const { claim, values } = properties;
  if (values === undefined) return { claim };
  return { claim, values: values.map(({ value, propertyIds: ids }) => ({ value, ids })) };
}

function propertiesOf({ claim, values }: KeptScopes): Shown['properties'] {
  if (values === undefined) return { claim };
  return { claim, values: values.map(({ value, ids: propertyIds }) => ({ value, propertyIds })) };
}

/** For `select` from `identity_providers`. */
export const identityProviderColumns = `identity_provider_id as id, title, issuer, audience,
  algorithms, token_type, roles, scopes, sign_in, set_by, set_at`;

export function identityProviderOf(row: IdentityProviderRow): Shown {
  const { id, title, issuer, audience, algorithms, roles } = row;
  return {
    ...{ id, title, issuer, audience, algorithms, tokenType: row.token_type, roles },
    properties: row.scopes === null ? 'all' : propertiesOf(row.scopes),
    ...(row.sign_in === null ? {} : { signIn: row.sign_in, signInPath: `/sign-in/${id}` }),
    ...{ setBy: row.set_by, setAt: row.set_at },
  };
}
