/** What a process asks before it works with its databases: whether its function may, and whether they are those it takes them for. */
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { checkShard } from '#shared/database/shard-mark.ts';
import type { Declaration } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import type { Sharding } from '#shared/function/shards.ts';
import type { Settings } from './settings.ts';
import type { Before } from './workers.ts';

export function refuseUnsharded(
  { name, context }: Pick<Declaration, 'name' | 'context'>,
  { unshardedContexts, unshardedFunctions }: Sharding,
  { shards }: Pick<Settings, 'shards'>,
): void {
  if (shards.length === 0) return;
  if (!unshardedContexts.includes(context) && !unshardedFunctions.includes(name)) return;
  throw new SetupProblem(
    `${name} reads one database and would answer with a part of what there is; it does not run with DATABASE_SHARD_URLS.`,
  );
}

/**
 * Undefined for what starts without a look at its one database: a request of it, too, finds nothing
 * of another shard there. Telemetry's role is the one that every login may speak as.
 */
export function shardCheck(
  { kind }: Pick<Declaration, 'kind'>,
  { shards }: Pick<Engines, 'shards'>,
): Before | undefined {
  if (shards === undefined && kind !== 'consumer' && kind !== 'relay') return undefined;
  return (at) =>
    checkShard(at.database('telemetry'), {
      number: Math.max(shards?.all.indexOf(at) ?? 0, 0),
      shards: shards?.all.length ?? 1,
    });
}
