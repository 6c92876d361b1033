/** What roles of the house grant to whoever holds them. */
import type { Principal } from '#shared/function/principal.ts';

export interface RoleGrant {
  readonly kind: Principal['kind'];
  readonly permissions: readonly string[];
  readonly policies: Readonly<Record<string, string>>;
  /** A role of the house's operators, given only by an issuer that speaks for any tenant. */
  readonly house: boolean;
}

export type RoleGrants = Readonly<Record<string, RoleGrant>>;

/** Of the roles that are there; those of the house's operators only where they may be held. */
export function grantsOf(
  names: readonly (string | undefined)[],
  roles: RoleGrants,
  houseToo: boolean,
): readonly RoleGrant[] {
  return names.flatMap((name) => {
    const grant = name !== undefined && Object.hasOwn(roles, name) ? roles[name] : undefined;
    return grant === undefined || (grant.house && !houseToo) ? [] : [grant];
  });
}

/** All grants together, the first deciding what kind of caller it is. */
export function together(
  grants: readonly RoleGrant[],
): Pick<Principal, 'kind' | 'permissions' | 'policies'> {
  return {
    kind: grants[0]?.kind ?? 'user',
    permissions: new Set(grants.flatMap((grant) => grant.permissions)),
    policies: Object.assign({}, ...grants.map((grant) => grant.policies)),
  };
}
