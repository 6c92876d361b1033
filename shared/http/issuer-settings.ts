/** Who may issue tokens, for which tenants, and what their claims mean here. */
import type { JSONWebKeySet } from 'jose';
import type { Reach } from '#shared/outgoing/addresses.ts';

/** Of key pairs only: who can check a token must not be able to make one. */
export const algorithms = [
  'EdDSA',
  'Ed25519',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
] as const;

/** What stands in the header, so that a token made for something else is none of ours (RFC 8725, 3.11). */
export const tokenTypes = ['JWT', 'at+jwt'] as const;
export type TokenType = (typeof tokenTypes)[number];

/** Members on the way to a claim: `['realm_access', 'roles']`. */
export type ClaimPath = readonly string[];

/** Ids of what a token may touch, or all of its tenant's. */
export type ScopeIds = 'all' | readonly string[];

export interface Issuer {
  readonly issuer: string;
  readonly audience: string;
  /** Pinned: a token never chooses how it is checked. */
  readonly algorithms: readonly string[];
  readonly tokenType: TokenType;
  readonly keys: { readonly jwks: JSONWebKeySet } | { readonly uri: string } | 'discovered';
  /** Where its keys may lie. */
  readonly reach: Reach;
  /** `'any'` is for the house's own issuer alone. */
  readonly tenants: 'any' | readonly string[];
  readonly rolesClaim: ClaimPath;
  /** Values of that claim → roles of the house. A value that is not listed means nothing. */
  readonly roles: Readonly<Record<string, string>>;
  /** Without `values` the claim holds the ids themselves. */
  readonly scopes:
    | 'all'
    | { readonly claim: ClaimPath; readonly values?: Readonly<Record<string, ScopeIds>> };
}

/** A key that has gone is noticed in this time, and a token is verified as often at least. */
export const verifiedForMs = 300_000;

/** What an issuer has whose settings do not say otherwise: the form of the house's own. */
export const ownForm = {
  tokenType: 'JWT',
  reach: 'loopback',
  rolesClaim: ['roles'],
  scopes: { claim: ['scope_ids'] },
} as const satisfies Partial<Issuer>;
