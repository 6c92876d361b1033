/**
 * Runs a `relay`: carries a context's outbox to its topic by position. One process leads a
 * partition at a time by a lease, keeps one append in flight, and moves the cursor only when the
 * log has the facts. After an unknown outcome the same facts are sent again: readers skip
 * positions they have.
 */
import { randomUUID } from 'node:crypto';
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
const idleMsMax = 1_000;
const retryMs = 200;

export interface Running {
  stop(): Promise<void>;
}

export async function runRelay(declaration: RelayDeclaration, engines: Engines): Promise<Running> {
  const database = engines.relayDatabase(declaration.context);
  const owner = randomUUID();
  const wake = wakeable();
  const unsubscribe = subscribePatiently(engines.channels, outboxChannel(declaration.context), () =>
    wake.now(),
  );
  let stopping = false;

  async function loop(): Promise<void> {
    let idleMs = 20;
    while (!stopping) {
      try {
        const carried = await carry(declaration, engines, database, owner);
        if (carried > 0) idleMs = 20;
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
      await database
        .write([], (sql) =>
          sql.count(`update relay_cursor set lease_until = '-infinity' where owner = $1`, [owner]),
        )
        .catch(() => undefined); // The lease ends by itself when the database is away.
    },
  };
}

/** One round over all partitions it leads; resolves with how many facts the log took. */
async function carry(
  declaration: RelayDeclaration,
  engines: Engines,
  database: Database,
  owner: string,
): Promise<number> {
  const rows = await database.write([], async (sql) => {
    await sql.count(
      `update relay_cursor set owner = $1, lease_until = now() + make_interval(secs => $2)
       where owner = $1 and lease_until < now() + make_interval(secs => $2 / 2.0) or lease_until < now()`,
      [owner, leaseSeconds],
    );
    return sql.rows<FactRow>(
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
    );
  });
  const byPartition = Map.groupBy(rows, (row) => row.partition);
  const rounds = await Promise.allSettled(
    [...byPartition].map(([partition, facts]) =>
      carryPartition(declaration, engines, database, owner, partition, facts),
    ),
  );
  // All have ended before the first failure is told: the next round finds none of them in flight.
  let carried = 0;
  for (const round of rounds) {
    if (round.status === 'rejected') throw round.reason;
    carried += round.value;
  }
  return carried;
}

async function carryPartition(
  declaration: RelayDeclaration,
  engines: Engines,
  database: Database,
  owner: string,
  partition: number,
  facts: readonly FactRow[],
): Promise<number> {
  const first = facts[0];
  const last = facts.at(-1);
  if (first === undefined || last === undefined) return 0;
  const records = facts.map((fact) => traced(declaration, engines, fact));
  const appended = await engines.log.append({ topic: declaration.topic, partition }, records);
  if (appended !== 'appended')
    throw new Error(`the log answered "${appended}" to facts of partition ${partition}`);
  const moved = await database.write([], (sql) =>
    sql.count(
      `update relay_cursor set next_position = $4
       where partition = $1 and owner = $2 and next_position = $3`,
      [partition, owner, first.position, last.position + 1],
    ),
  );
  return moved === 1 ? facts.length : 0;
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
