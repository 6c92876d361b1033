/** Transactions that somebody opened and forgot, one that has read and one that has written: nothing else stands still. */
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { connectAsOwner } from '#shared/database/owner-connection.ts';
import { type Check, type Harmed, percentile } from '../suite.ts';
import type { World } from '../world.ts';

/** In each of them all properties are answered and all facts reach a projection. */
const windowMs = 2_000;
/** What a busy machine may take to carry a fact; a stall would last as long as the transaction. */
const followMsMax = 10_000;
const pollMs = 50;

export async function holdTransactions(world: World, ms: number): Promise<Harmed> {
  const reader = await connectAsOwner(world.stack.addresses.databaseUrl, 'serai faults reader');
  const writer = await connectAsOwner(world.stack.addresses.databaseUrl, 'serai faults writer');
  const times: number[] = [];
  const faults: string[] = [];
  try {
    await reader.query('begin isolation level repeatable read');
    await reader.query('select count(*) from reservations.events');
    await reader.query('select count(*) from log.batches');
    await writer.query('begin');
    await writer.query(
      `insert into reservations.parked values ('nobody', gen_random_uuid(), 0, 0, 'uncommitted')`,
    );
    const untilMs = performance.now() + ms;
    while (performance.now() < untilMs) {
      const startedMs = performance.now();
      times.push(await world.worksAgain());
      const late = await world.withOwner(lateFacts);
      if (late > 0) faults.push(`${late} partitions did not reach their projection`);
      await delay(Math.max(0, windowMs - (performance.now() - startedMs)));
    }
  } finally {
    await reader.query('rollback');
    await writer.query('rollback');
    await Promise.all([reader.end(), writer.end()]);
  }
  const title = 'nothing stands still behind a transaction that is held open';
  const slow = times.filter((each) => each > followMsMax);
  const checks: Check[] = [
    {
      title,
      faults: [...faults, ...slow.map((each) => `bookings took ${each.toFixed(0)} ms`)],
    },
  ];
  return {
    figure: `two transactions held for ${(ms / 1000).toFixed(0)} s, bookings meanwhile in ${percentile(times, 99).toFixed(0)} ms (p99)`,
    checks,
  };
}

/** Partitions whose facts of now are not projected in time. */
async function lateFacts(owner: pg.Client): Promise<number> {
  const { rows: wanted } = await owner.query<{ partition: number; next_position: string }>(
    'select partition, next_position from reservations.outbox',
  );
  const deadlineMs = performance.now() + followMsMax;
  for (;;) {
    const { rows } = await owner.query<{ behind: number }>(
      `select count(*)::integer as behind
       from unnest($1::integer[], $2::bigint[]) as wanted (partition, position)
       left join reservations.consumer_offsets as seen
         on consumer = 'project-arrivals' and seen.partition = wanted.partition
       where coalesce(seen.next_position, 0) < wanted.position`,
      [wanted.map((row) => row.partition), wanted.map((row) => row.next_position)],
    );
    const behind = rows[0]?.behind ?? 0;
    if (behind === 0 || performance.now() > deadlineMs) return behind;
    await delay(pollMs);
  }
}
