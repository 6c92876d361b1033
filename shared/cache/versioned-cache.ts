/** The cache port for hot reads: bounded, short-lived, and never going back to an older version. */
export interface Versioned<T> {
  /** Grows with every change of the value, e.g. the resource's version. */
  readonly version: number;
  readonly value: T;
}

/**
 * Why 30 s at most: it is how long a process that missed an invalidation may answer with an old
 * value.
 */
export const CACHE_TTL_MS_MAX = 30_000;

/** Promises, although memory needs none, so that a cache on another machine can be an adapter. */
export interface VersionedCache<T> {
  get(key: string): Promise<Versioned<T> | undefined>;
  /** Keeps the entry unless a newer version of the key is there. */
  set(key: string, entry: Versioned<T>): Promise<void>;
  /** Forgets the key; a load that began before is answered to its callers and not kept. */
  delete(key: string): Promise<void>;
  /**
   * The entry, fetched when it is missing: once for all who ask meanwhile. Its age counts from the
   * start of the fetch. When the fetch rejects all of them see it and nothing is kept. When a
   * newer version was set meanwhile, that is the answer. `fetch` ends by itself: it has a time-out.
   */
  load(key: string, fetch: () => Promise<Versioned<T>>): Promise<Versioned<T>>;
}
