/**
 * Verifies API tokens: bound to a tenant, never more than was given at their making and than their
 * roles still grant. What is revoked is forgotten when that is heard, and in ten seconds anyway.
 */
import { timingSafeEqual } from 'node:crypto';
import { type Channels, ChannelsUnavailable } from '#shared/cache/channels.ts';
import type { Database } from '#shared/database/database.ts';
import { apiTokensRevoked } from '#shared/function/api-tokens-revoked.ts';
import type { Principal } from '#shared/function/principal.ts';
import type { Clock } from '#shared/ports.ts';
import { apiTokenStore, type KeptApiToken, usedEveryMs } from './api-token-store.ts';
import { apiTokenIdOf, apiTokenNameOf, digestOf } from './api-token-text.ts';
import { grantsOf, type RoleGrants, together } from './grants.ts';
import type { RuntimeRefusal } from './problems.ts';
import type { VerifiedTokens } from './verified-tokens.ts';

export interface ApiTokensOptions {
  /** Speaks as the role that checks tokens. */
  readonly database: Pick<Database, 'read' | 'write'>;
  /** Where it is heard what was revoked; undefined: nowhere, so that time alone ends a token. */
  readonly channels: Pick<Channels, 'subscribe'> | undefined;
  /** Told of what could not be written or heard; requests go on. */
  readonly failed: (error: unknown) => void;
}

/** A revoked token works no longer than ten seconds: this, and what a slow look-up takes. */
export const keptMsMax = 9_000;
/** While it should be heard what is revoked and is not yet: then a second has to do. */
export const keptUnheardMs = 900;

export function apiTokens(
  options: ApiTokensOptions & {
    readonly roles: RoleGrants;
    readonly clock: Clock;
    readonly verified: VerifiedTokens;
  },
): (token: string) => Promise<Principal | RuntimeRefusal> {
  const { channels, failed, roles, clock, verified } = options;
  const store = apiTokenStore(options.database);
  const used = writtenAside(store.used, clock, failed);
  let hearing: 'not yet' | 'soon' | 'yes' = channels === undefined ? 'yes' : 'not yet';
  let revocations = 0;

  function hear(): void {
    if (channels === undefined || hearing !== 'not yet') return;
    hearing = 'soon';
    const subscribed = channels.subscribe(apiTokensRevoked, (id) => {
      revocations += 1;
      verified.forget(apiTokenNameOf(id));
    });
    subscribed.then(
      () => {
        hearing = 'yes';
      },
      (error: unknown) => {
        // The next look-up tries again.
        hearing = 'not yet';
        if (!(error instanceof ChannelsUnavailable)) failed(error);
      },
    );
  }

  return async (token) => {
    const id = apiTokenIdOf(token);
    if (id === undefined)
      return { code: 'token_invalid', detail: 'it is not an API token as it was given' };
    hear();
    const since = { ms: clock.nowMs(), revocations };
    const keepMs = hearing === 'yes' ? keptMsMax : keptUnheardMs;
    const kept = await store.find(id);
    if (kept === undefined || !isOf(token, kept)) return { code: 'token_invalid' };
    if (kept.revoked) return { code: 'token_invalid', detail: 'it was revoked' };
    if (kept.expiresAtMs <= clock.nowMs()) return { code: 'token_expired' };
    if (since.ms - (kept.usedAtMs ?? 0) >= usedEveryMs) used(id);
    const principal = principalOf(kept, roles);
    // What was read before a revocation that was heard meanwhile may be of before it.
    if (revocations === since.revocations)
      verified.keep(
        token,
        principal,
        Math.min(kept.expiresAtMs, since.ms + keepMs),
        apiTokenNameOf(id),
      );
    return principal;
  };
}

function isOf(token: string, { digest }: KeptApiToken): boolean {
  return timingSafeEqual(Buffer.from(digestOf(token)), Buffer.from(digest));
}

function principalOf(kept: KeptApiToken, roles: RoleGrants): Principal {
  const granted = together(grantsOf(kept.roles, roles, false));
  const { requestsPerSecond } = kept;
  return {
    ...granted,
    permissions: new Set(kept.permissions.filter((each) => granted.permissions.has(each))),
    subject: `api-token:${kept.id}`,
    tenantId: kept.tenantId,
    scopes: kept.scopeIds[0] === 'all' ? 'all' : new Set(kept.scopeIds),
    // A system whose token is renewed under its name goes on with its keys: none of them is done twice.
    client: `api-token:${kept.name}`,
    token: {
      rate:
        requestsPerSecond === null
          ? undefined
          : { perSecond: requestsPerSecond, burst: requestsPerSecond * burstSeconds },
    },
  };
}

/** What a client sends at once when it starts is not a reason to refuse it. */
const burstSeconds = 2;

/** Off the path of the request that uses a token, one write at a time. */
function writtenAside(
  write: (ids: readonly string[], nowMs: number) => Promise<void>,
  clock: Clock,
  failed: (error: unknown) => void,
): (id: string) => void {
  /** At most the tokens of the requests that run at once. */
  const waiting = new Set<string>();
  let writing = false;

  async function writeAll(): Promise<void> {
    writing = true;
    while (waiting.size > 0) {
      const ids = [...waiting];
      waiting.clear();
      // Its next look-up tells it again.
      await write(ids, clock.nowMs()).catch(failed);
    }
    writing = false;
  }

  return (id) => {
    waiting.add(id);
    if (!writing) void writeAll();
  };
}
