/** Hints at decisions, kept in Redis for all doors. */
import * as z from 'zod';
import type { RedisConnection } from '#shared/cache/redis-connection.ts';
import { decisionKey } from '#shared/cache/redis-keys.ts';
import type { DecisionHints } from './decision-hints.ts';
import type { Decided } from './sender.ts';

export interface RedisHintsOptions {
  readonly redis: RedisConnection;
  /** Whose commands they are. */
  readonly context: string;
}

/**
 * Clients repeat within seconds. A database restored from a backup forgets decisions that a hint
 * still tells of: for this long, unless Redis is flushed with it.
 */
const keptSeconds = 600;

const Kept = z.tuple([z.string(), z.string(), z.looseObject({}).nullable()]);

export function redisHints({ redis, context }: RedisHintsOptions): DecisionHints {
  return {
    async find({ tenantId, id, fingerprint }) {
      const key = decisionKey(context, tenantId, id);
      try {
        const text = await redis.run((client) => client.get(key));
        return text === null ? undefined : decidedIn(text, fingerprint);
      } catch {
        // Away, or nothing we wrote: no statement.
        return undefined;
      }
    },
    keep({ tenantId, id, fingerprint }, { outcome, details }) {
      const key = decisionKey(context, tenantId, id);
      const text = JSON.stringify([fingerprint, outcome, details ?? null]);
      // Lost without harm.
      redis.run((client) => client.set(key, text, 'EX', keptSeconds)).catch(() => undefined);
    },
  };
}

function decidedIn(text: string, fingerprint: string): Decided | undefined {
  const [keptFingerprint, outcome, details] = Kept.parse(JSON.parse(text));
  // Another body under the same key: the decider says what that means.
  if (keptFingerprint !== fingerprint) return undefined;
  return { outcome, details: details ?? undefined, replayed: true };
}
