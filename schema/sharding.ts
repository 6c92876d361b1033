/** How the product's data is divided between databases: by property, in contiguous ranges of buckets. */

/** As many as a city has hotels: enough to move them between partitions, and databases, in small steps. */
export const buckets = 4096;

/** Of a property, for ever. */
export function bucketOf(propertyId: string): number {
  return Number.parseInt(propertyId.slice(0, 8), 16) % buckets;
}

export const sharding = {
  buckets,
  bucketOf,
  /** What is asked for across a tenant's properties, and small: all of it is on the first shard. */
  wholeContexts: ['identity', 'properties'],
  /** They read the one log, and the dead letters, of the one database there is; or reservations of all properties. */
  unshardedContexts: ['guests', 'integrations'],
  /** Over properties of all databases. */
  unshardedFunctions: ['search-properties'],
} as const;
