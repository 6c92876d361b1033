/** Identity providers that tenants brought, as they are kept: read by whoever checks a token of one. */
import type { Database, Sql } from '#shared/database/database.ts';
import { gatheredReads } from '#shared/database/gathered.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import { houseTenantId } from '#shared/function/principal.ts';
import type { ClaimPath, ScopeIds, TokenType } from './issuer-settings.ts';

export interface KeptIdentityProvider {
  readonly id: string;
  readonly tenantId: string;
  readonly title: string;
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  readonly tokenType: TokenType;
  readonly roles: {
    readonly claim: ClaimPath;
    readonly values: readonly { readonly value: string; readonly role: string }[];
  };
  /** What its people may touch; null: all of its tenant's. */
  readonly scopes: {
    readonly claim: ClaimPath;
    readonly values?: readonly { readonly value: string; readonly ids: ScopeIds }[];
  } | null;
  /** Null: its tokens are taken, and nobody signs in with a browser. */
  readonly signIn: SignInSettings | null;
}

export interface SignInSettings {
  readonly clientId: string;
  readonly scope: string;
  readonly resource?: string;
}

export interface IdentityProviderStore {
  /** The one whose tokens these could be: bound to exactly one tenant. */
  ofToken(issuer: string, audience: string): Promise<KeptIdentityProvider | undefined>;
  byId(id: string): Promise<KeptIdentityProvider | undefined>;
}

export function identityProviderStore(database: Pick<Database, 'read'>): IdentityProviderStore {
  // The tenant is what the look-up finds; one read is under way at a time, whoever asks.
  const ofToken = gatheredReads<Pair, KeptIdentityProvider>(database, pairText, findPairs);
  const byId = gatheredReads<string, KeptIdentityProvider>(
    database,
    (id) => id,
    async (sql, _tenantId, ids) => {
      const where = 'identity_provider_id = any($1::uuid[])';
      const rows = await sql.rows<KeptIdentityProvider>(`${select} where ${where}`, [ids]);
      return new Map(rows.map((row) => [row.id, row]));
    },
  );
  return {
    ofToken: (issuer, audience) => ofToken(houseTenantId, { issuer, audience }),
    byId: (id) => byId(houseTenantId, id),
  };
}

type Pair = Pick<KeptIdentityProvider, 'issuer' | 'audience'>;

function pairText({ issuer, audience }: Pair): string {
  return JSON.stringify([issuer, audience]);
}

async function findPairs(sql: Sql, _tenantId: string, pairs: readonly Pair[]) {
  const rows = await sql.rows<KeptIdentityProvider>(
    `${select} where (issuer, audience) in ${rowsOfLists({ issuer: 'text', audience: 'text' })}`,
    [pairs.map(({ issuer }) => issuer), pairs.map(({ audience }) => audience)],
  );
  return new Map(rows.map((row) => [pairText(row), row]));
}

const select = `
  select identity_provider_id as id, tenant_id as "tenantId", title, issuer, audience, algorithms,
    token_type as "tokenType", roles, scopes, sign_in as "signIn"
  from identity_providers`;
