/** API tokens in a real database, put there behind the code's back, and a verifier with a clock to move. */
import pg from 'pg';
import { memoryChannels } from '#shared/cache/memory-channels.ts';
import type { Database } from '#shared/database/database.ts';
import type { Principal } from '#shared/function/principal.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import { type TestSources, testSources } from '#shared/testing/sources.ts';
import { digestOf, newApiToken } from '../api-token-text.ts';
import type { ApiTokensOptions } from '../api-tokens.ts';
import type { RuntimeRefusal } from '../problems.ts';
import { type TokenVerifier, tokenVerifier } from '../verify.ts';
import { roles, tenantId } from './tokens.ts';

export interface Row {
  readonly tenant_id: string;
  readonly name: string;
  readonly digest: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  readonly scope_ids: readonly string[];
  readonly requests_per_second: number | null;
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
}

export interface ApiTokenHouse {
  readonly sources: TestSources;
  /** Speaks as the role that checks tokens. */
  readonly database: Pick<Database, 'read' | 'write'>;
  readonly channels: ReturnType<typeof memoryChannels>;
  /** What was complained about. */
  readonly failures: unknown[];
  /** How often the database was asked for tokens. */
  reads(): number;
  /** How often it was told that some were used. */
  writes(): number;
  /** A token of a keeper for an hour, unless a test wants another. */
  make(more?: Partial<Row>): Promise<{ readonly id: string; readonly token: string }>;
  verifier(more?: Partial<ApiTokensOptions>): TokenVerifier;
  revoke(id: string): Promise<void>;
  /** When the database says it was last used, in milliseconds. */
  usedAtMs(id: string): Promise<number | undefined>;
  stop(): Promise<void>;
}

export async function apiTokenHouse(): Promise<ApiTokenHouse> {
  const server: TestDatabase = await testDatabase();
  const owner = new pg.Client({ connectionString: server.url });
  await owner.connect();
  const sources = testSources();
  const channels = memoryChannels();
  const failures: unknown[] = [];
  let reads = 0;
  let writes = 0;
  const role = server.database('serai_identity_tokens', { schema: 'identity' });
  const database: Pick<Database, 'read' | 'write'> = {
    read(tenants, work) {
      reads += 1;
      return role.read(tenants, work);
    },
    write(tenants, work) {
      writes += 1;
      return role.write(tenants, work);
    },
  };
  return {
    ...{ sources, database, channels, failures },
    reads: () => reads,
    writes: () => writes,
    async make(more = {}) {
      const id = sources.ids.next();
      const token = newApiToken(id, sources.random);
      const row: Row = {
        ...{ tenant_id: tenantId, name: 'lamps', digest: digestOf(token), roles: ['keeper'] },
        ...{ permissions: ['lamps:light'], scope_ids: ['all'], requests_per_second: null },
        ...{ expires_at: new Date(sources.clock.nowMs() + 3_600_000), revoked_at: null },
        ...more,
      };
      await owner.query(
        `insert into identity.api_tokens select (jsonb_populate_record(null::identity.api_tokens, $1)).*`,
        [
          JSON.stringify({
            ...{ ...row, api_token_id: id },
            ...{ created_by: 'ada', created_at: new Date(sources.clock.nowMs()) },
          }),
        ],
      );
      return { id, token };
    },
    verifier: (more = {}) =>
      tokenVerifier({
        ...{ issuers: [], roles, clock: sources.clock },
        apiTokens: { database, channels, failed: (error) => failures.push(error), ...more },
      }),
    async revoke(id) {
      await owner.query('update identity.api_tokens set revoked_at = $2 where api_token_id = $1', [
        id,
        new Date(sources.clock.nowMs()),
      ]);
    },
    async usedAtMs(id) {
      const { rows } = await owner.query<{ used_at: Date }>(
        'select used_at from identity.api_token_uses where api_token_id = $1',
        [id],
      );
      return rows[0]?.used_at.getTime();
    },
    async stop() {
      await owner.end();
      await server.close();
    },
  };
}

/** What a verifier says, in words that a test can compare. */
export function said(result: Principal | RuntimeRefusal): string {
  return 'code' in result ? `${result.code}: ${result.detail ?? ''}` : 'let in';
}
