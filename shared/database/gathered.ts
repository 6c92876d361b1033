/**
 * Reads gathered: what is asked for while a read of the same tenant is under way is read together
 * in the next one. Under load one round trip answers many requests; alone, nothing waits.
 */
import type { Database, Sql } from './database.ts';

/** One statement's worth: its parameters stay small and its rows fit one packet's handful. */
const keysPerReadMax = 256;

interface Asked<K, V> {
  readonly key: K;
  resolve(value: V | undefined): void;
  reject(error: unknown): void;
}

/** `fetch` answers by the key's text; a key it leaves out is not there. */
export function gatheredReads<K, V>(
  database: Pick<Database, 'read'>,
  textOf: (key: K) => string,
  fetch: (sql: Sql, tenantId: string, keys: readonly K[]) => Promise<ReadonlyMap<string, V>>,
): (tenantId: string, key: K) => Promise<V | undefined> {
  const queues = new Map<string, Asked<K, V>[]>();

  async function drain(tenantId: string, queue: Asked<K, V>[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, keysPerReadMax);
      try {
        const found = await database.read([tenantId], (sql) =>
          fetch(
            sql,
            tenantId,
            batch.map(({ key }) => key),
          ),
        );
        for (const asked of batch) asked.resolve(found.get(textOf(asked.key)));
      } catch (error) {
        for (const asked of batch) asked.reject(error);
      }
    }
    queues.delete(tenantId);
  }

  return (tenantId, key) => {
    const { promise, resolve, reject } = Promise.withResolvers<V | undefined>();
    const queue = queues.get(tenantId);
    if (queue !== undefined) {
      queue.push({ key, resolve, reject });
      return promise;
    }
    const started: Asked<K, V>[] = [{ key, resolve, reject }];
    queues.set(tenantId, started);
    // In a microtask, so that everyone whom the same reply woke is in the first read.
    queueMicrotask(() => void drain(tenantId, started));
    return promise;
  };
}
