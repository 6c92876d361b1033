/** API tokens as they are kept: read by whoever checks one, many at once where many come at once. */
import type { Database } from '#shared/database/database.ts';
import { gatheredReads } from '#shared/database/gathered.ts';
import { houseTenantId } from '#shared/function/principal.ts';

export interface KeptApiToken {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly digest: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  readonly scopeIds: readonly string[];
  readonly requestsPerSecond: number | null;
  readonly expiresAtMs: number;
  readonly revoked: boolean;
  readonly usedAtMs: number | null;
}

export interface ApiTokenStore {
  find(id: string): Promise<KeptApiToken | undefined>;
  /** Of those that were written within `usedEveryMs` nothing is written. */
  used(ids: readonly string[], nowMs: number): Promise<void>;
}

/** Precise enough to find a token nobody uses; a row a minute at most for one that is used all the time. */
export const usedEveryMs = 60_000;

export function apiTokenStore(database: Pick<Database, 'read' | 'write'>): ApiTokenStore {
  // The tenant is what the look-up finds; one read is under way at a time, whoever asks.
  const find = gatheredReads<string, KeptApiToken>(
    database,
    (id) => id,
    async (sql, _tenantId, ids) => {
      const rows = await sql.rows<KeptApiToken>(lookUp, [ids]);
      return new Map(rows.map((row) => [row.id, row]));
    },
  );
  return {
    find: (id) => find(houseTenantId, id),
    async used(ids, nowMs) {
      const before = new Date(nowMs - usedEveryMs);
      await database.write([], (sql) => sql.count(writeUses, [ids, new Date(nowMs), before]));
    },
  };
}

const lookUp = `
  select api_token_id as id, tenant_id as "tenantId", name, digest, roles, permissions,
    scope_ids as "scopeIds", requests_per_second as "requestsPerSecond",
    (extract(epoch from expires_at) * 1000)::int8 as "expiresAtMs",
    revoked_at is not null as revoked,
    (extract(epoch from used_at) * 1000)::int8 as "usedAtMs"
  from api_tokens left join api_token_uses using (api_token_id)
  where api_token_id = any($1::uuid[])`;

/** In one order, so that two processes never wait for each other. */
const writeUses = `
  insert into api_token_uses (api_token_id, used_at)
  select api_token_id, $2 from api_tokens where api_token_id = any($1::uuid[]) order by 1
  on conflict (api_token_id) do update set used_at = excluded.used_at
  where api_token_uses.used_at <= $3`;
