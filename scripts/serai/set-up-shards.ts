/** Brings several databases to the level of the code, each as its shard, with topics and partitions of its own. */
import { markShard } from '#shared/database/shard-mark.ts';
import { type SetUpOptions, setUpDatabase } from './set-up-database.ts';

/** In their order, of their owners; again it changes nothing. Resolves with the migrations each has got. */
export async function setUpShards(
  urls: readonly string[],
  options: Pick<SetUpOptions, 'nowMs' | 'report'>,
): Promise<readonly (readonly string[])[]> {
  const migrations: (readonly string[])[] = [];
  for (const [number, url] of urls.entries()) {
    const migrated = () => markShard(url, { number, shards: urls.length });
    migrations.push(await setUpDatabase({ url, ...options, migrated }));
  }
  return migrations;
}
