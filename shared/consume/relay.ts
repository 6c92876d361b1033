/**
 * Runs a `relay`: carries a context's outbox to its topic by position. One process leads a
 * partition at a time by a lease, keeps one append in flight, and moves the cursor only when the
 * log has the facts. After an unknown outcome the same facts are sent again: readers skip
 * positions they have.
 */
import { subscribePatiently } from '#shared/cache/subscribe-patiently.ts';
import type { Database } from '#shared/database/database.ts';
import { outboxChannel } from '#shared/events/outbox.ts';
import { type FactRow, factColumns, recordOfFact } from '#shared/events/outbox-fact.ts';
import type { RelayDeclaration } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import type { LogRecord } from '#shared/log/log.ts';
import { wakeable } from './wake.ts';

/** Facts one append carries: enough to make its cost per fact small, few enough to repeat cheaply. */
const factsPerAppendMax = 500;
/** A relay that died is followed after this long. Renewed with every round. */
const leaseSeconds = 5;
const idleMsMin = 20;
const idleMsMax = 1_000;
const retryMs = 200;

export interface Running {
  stop(): Promise<void>;
}

/** Facts the log has, and the cursor does not know of yet. */
interface Carried {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

export async function runRelay(declaration: RelayDeclaration, engines: Engines): Promise<Running> {
  const database = engines.relayDatabase(declaration.context);
  const owner = engines.ids.next();
  const wake = wakeable();
  const unsubscribe = subscribePatiently(engines.channels, outboxChannel(declaration.context), () =>
    wake.now(),
  );
  let stopping = false;
  let carried: readonly Carried[] = [];

  /** One round over all partitions it leads: what the last one has carried is noted with its read. */
  async function round(): Promise<void> {
    const rows = await nextFacts(database, owner, carried);
    carried = [];
    const byPartition = Map.groupBy(rows, (row) => row.partition);
    const rounds = await Promise.allSettled(
      [...byPartition].map(([partition, facts]) =>
        carryPartition(declaration, engines, partition, facts),
      ),
    );
    carried = rounds.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    // All have ended before the first failure is told: the next round finds none of them in flight.
    for (const each of rounds) if (each.status === 'rejected') throw each.reason;
  }

  async function loop(): Promise<void> {
    let idleMs = idleMsMin;
    while (!stopping) {
      try {
        await round();
        if (carried.length > 0) idleMs = idleMsMin;
        else {
          await wake.within(idleMs);
          idleMs = Math.min(idleMs * 2, idleMsMax);
        }
      } catch (error) {
        engines.logger.error('the relay tries again', { function: declaration.name, error });
        await wake.within(retryMs);
      }
    }
  }

  const running = loop();
  return {
    async stop() {
      stopping = true;
      wake.now();
      await running;
      await unsubscribe();
      // When the database is away the lease ends by itself, and what was carried is carried again.
      await database
        .write([], (sql) => sql.count(move, [owner, 0, ...columnsOf(carried)]))
        .catch(() => undefined);
    },
  };
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
    left join unnest($3::integer[], $4::bigint[], $5::bigint[]) as carried (partition, expected, next_position)
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

async function nextFacts(
  database: Database,
  owner: string,
  carried: readonly Carried[],
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
         where cursor.owner = $1 and cursor.lease_until > now()
         order by fact.partition, fact.position`,
        [owner, factsPerAppendMax],
      ),
    ]);
    return rows;
  });
}

async function carryPartition(
  declaration: RelayDeclaration,
  engines: Engines,
  partition: number,
  facts: readonly FactRow[],
): Promise<Carried[]> {
  const first = facts[0];
  const last = facts.at(-1);
  if (first === undefined || last === undefined) return [];
  const records = facts.map((fact) => traced(declaration, engines, fact));
  const appended = await engines.log.append({ topic: declaration.topic, partition }, records);
  if (appended !== 'appended')
    throw new Error(`the log answered "${appended}" to facts of partition ${partition}`);
  return [{ partition, from: first.position, to: last.position + 1 }];
}

/** A span for facts of sampled traces only: the relay works in batches, and most facts are unseen. */
function traced(declaration: RelayDeclaration, engines: Engines, fact: FactRow): LogRecord {
  const span = engines.telemetry.span(declaration.name, 'producer', fact.traceparent, {
    type: fact.type,
  });
  const record = recordOfFact(declaration.context, fact, span.traceparent);
  span.end();
  return record;
}
