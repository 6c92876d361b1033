/** Which of several databases one is, as it says itself: written when it is set up, compared whenever a process starts. */
import type { Database } from './database.ts';
import { connectAsOwner } from './owner-connection.ts';
import { SetupProblem } from './setup-problem.ts';

export interface ShardPlace {
  /** From 0. */
  readonly number: number;
  readonly shards: number;
}

/** Of a migrated database, as its owner; again it changes nothing. */
export async function markShard(url: string, { number, shards }: ShardPlace): Promise<void> {
  const owner = await connectAsOwner(url, 'serai shards');
  try {
    const { rows } = await owner.query<{ fault: string | null }>(
      'select serai.become_shard($1, $2) as fault',
      [number, shards],
    );
    const fault = rows[0]?.fault ?? undefined;
    if (fault === undefined) return;
    throw new SetupProblem(
      `The database ${nameOf(url)} cannot be shard ${number} of ${shards}: it ${fault}.`,
    );
  } finally {
    await owner.end();
  }
}

/** Speaking as telemetry, rejects when the database is another one than it is taken for: its answers would be another's. */
export async function checkShard(database: Database, wanted: ShardPlace): Promise<void> {
  const [found] = await database.read([], (sql) =>
    sql.rows<ShardPlace>('select number, shards from serai.shard_place()'),
  );
  const { number, shards } = found ?? { number: 0, shards: 1 };
  if (number === wanted.number && shards === wanted.shards) return;
  const settings = 'DATABASE_URL and DATABASE_SHARD_URLS';
  throw new SetupProblem(
    `${settings} name as shard ${wanted.number} of ${wanted.shards} a database that is shard ${number} of ${shards}.`,
  );
}

/** Without whoever logs in, and the same however its port is written. */
export function nameOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host.replace(/:5432$/, '')}${pathname}`;
}
