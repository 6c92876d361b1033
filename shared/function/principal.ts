import type { RateLimit } from '#shared/cache/token-bucket.ts';

/** Who asks: read from a verified token, never from the request's body. */
export interface Principal {
  /** The token's subject. */
  readonly subject: string;
  readonly kind: 'user' | 'channel' | 'job';
  /** The tenant it acts for; the nil UUID for the house itself. */
  readonly tenantId: string;
  readonly permissions: ReadonlySet<string>;
  /** Ids of the things it may touch, where a function is scoped; `'all'` is all of its tenant's. */
  readonly scopes: 'all' | ReadonlySet<string>;
  /** Which application or connected system: part of a command's identity. */
  readonly client: string;
  /** Policies the issuer bound to this client, by name. */
  readonly policies: Readonly<Record<string, string>>;
  /** Of one that came with an API token: it is told of its limits, and may have a limit of its own. */
  readonly token?: { readonly rate: RateLimit | undefined };
}

/** The tenant of the house's own operators: it owns nothing. */
export const houseTenantId = '00000000-0000-0000-0000-000000000000';
