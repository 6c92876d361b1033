/** Where a relay stands in each partition of an outbox, in the database: behind a lease, moved with the next read. */
import type { Database, Sql } from '#shared/database/database.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import { type FactRow, factColumns } from '#shared/events/outbox-fact.ts';

/** Facts one append carries: enough to make its cost per fact small, few enough to repeat cheaply. */
export const factsPerAppendMax = 500;
/** A relay that died is followed after this long. Renewed when half of it is over. */
const leaseSeconds = 5;
/** Every partition that was read had so much left, by the renewal before the read. */
export const leaseLeftMs = (leaseSeconds * 1000) / 2;

/** Facts the log has, and the cursor does not know of yet. */
export interface Carried {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Moves the cursors of what was carried, takes leases that have ended and renews its own before
 * they do; with no seconds to lease it gives back what it has. Rows are locked in ascending order
 * before any is written, so that two relays never wait for each other in a ring.
 */
const move = `
  with held as (
    select cursor.partition, carried.next_position
    from relay_cursor cursor
    left join ${rowsOfLists({ partition: 'integer', expected: 'bigint', next_position: 'bigint' }, 3)} as carried
      on carried.partition = cursor.partition and carried.expected = cursor.next_position
    where cursor.owner = $1 and (carried.partition is not null or $2::float8 = 0
                                 or cursor.lease_until < now() + make_interval(secs => $2 / 2.0))
       or cursor.lease_until < now() and $2 > 0
    order by cursor.partition
    for update of cursor
  )
  update relay_cursor cursor
  set next_position = coalesce(held.next_position, cursor.next_position), owner = $1,
      lease_until = case when $2 > 0 then now() + make_interval(secs => $2) else '-infinity' end
  from held where cursor.partition = held.partition`;

function columnsOf(carried: readonly Carried[]): readonly (readonly number[])[] {
  return [
    carried.map(({ partition }) => partition),
    carried.map(({ from }) => from),
    carried.map(({ to }) => to),
  ];
}

/** Notes what was carried, and reads what comes next in every partition that is led but these, whose facts are at hand. */
export async function nextFacts(
  database: Database,
  owner: string,
  carried: readonly Carried[],
  atHand: readonly number[],
): Promise<readonly FactRow[]> {
  return database.write([], async (sql) => {
    // In one packet.
    const [, rows] = await Promise.all([
      sql.count(move, [owner, leaseSeconds, ...columnsOf(carried)]),
      sql.rows<FactRow>(
        `select ${factColumns}
         from relay_cursor cursor
         cross join lateral (
           select * from events
           where events.partition = cursor.partition and events.position >= cursor.next_position
           order by position limit $2
         ) fact
         where cursor.owner = $1 and cursor.lease_until > now() and cursor.partition <> all($3::integer[])
         order by fact.partition, fact.position`,
        [owner, factsPerAppendMax, atHand],
      ),
    ]);
    return rows;
  });
}

/** Notes what was carried, and leaves every partition to others. */
export async function giveBack(
  database: Database,
  owner: string,
  carried: readonly Carried[],
): Promise<void> {
  await database.write([], (sql: Sql) => sql.count(move, [owner, 0, ...columnsOf(carried)]));
}
