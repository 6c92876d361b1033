/** Several databases that divide a product's keys between them: which of them has what. Pure. */

/** How a product divides its keys: the same for every process and every database. */
export interface Sharding {
  readonly buckets: number;
  /** From 0 to below `buckets`, and the same for ever. */
  bucketOf(key: string): number;
  /** Contexts whose tables are all in the first database. */
  readonly wholeContexts: readonly string[];
  /** Contexts that know one database only. */
  readonly unshardedContexts: readonly string[];
  /** Functions that know one only, of other contexts. */
  readonly unshardedFunctions: readonly string[];
}

export interface Shards<Engines> {
  /** In their order: the first also has what belongs to no key. */
  readonly all: readonly Engines[];
  /** Those of the database that has this key's rows of a context. */
  of(context: string, key: string | undefined): Engines;
}

/** Contiguous ranges of buckets, whose sizes differ by one at most. */
export function shardOf(bucket: number, buckets: number, shards: number): number {
  return Math.floor((bucket * shards) / buckets);
}

export function shardsOf<Engines>(all: readonly Engines[], sharding: Sharding): Shards<Engines> {
  return {
    all,
    of(context, key) {
      const isWhole = key === undefined || sharding.wholeContexts.includes(context);
      const at = isWhole ? 0 : shardOf(sharding.bucketOf(key), sharding.buckets, all.length);
      const found = all[at];
      if (found === undefined) throw new Error(`there is no shard ${at} of ${all.length}`);
      return found;
    },
  };
}
