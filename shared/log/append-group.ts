/**
 * Appends to several partitions by one statement: what is asked for while a statement is on its way
 * goes with the next, so that a busy process pays for a round trip and a flush to disk once for all.
 */
import { CommitUnknown, DatabaseUnavailable } from '#shared/database/database.ts';
import { restAfter } from '#shared/process/crowded.ts';
import { systemTimerMs } from '#shared/system.ts';
import type { LogSession } from './postgres-session.ts';

export interface AppendRequest {
  readonly topicId: number;
  readonly partition: number;
  readonly recordCount: number;
  readonly payload: Buffer;
}

export interface AppendedRow {
  readonly nextOffset: number;
  readonly appendedAtMs: number;
  /** Whether a process besides this one subscribes to the topic. */
  readonly othersRead: boolean;
}

interface Asked extends AppendRequest {
  resolve(row: AppendedRow | undefined): void;
  reject(error: unknown): void;
}

/** One text is prepared for each size; a house has eight partitions of two busy topics. */
const groupMax = 16;
const groupBytesMax = 16 * 1024 * 1024;
/** A second statement, so that facts need not wait behind a slow flush of commands. */
const flightsMax = 2;

/** Resolves with `undefined` when there is no such partition. */
export type AppendInGroup = (request: AppendRequest) => Promise<AppendedRow | undefined>;

export function appendGroups(session: LogSession, process: string): AppendInGroup {
  const queue: Asked[] = [];
  const flying = new Set<string>();
  let flights = 0;
  let scheduled = false;

  function schedule(): void {
    if (scheduled || flights === flightsMax || queue.length === 0) return;
    scheduled = true;
    // Behind whatever arrived together with the first, so that it goes along.
    setImmediate(() => {
      scheduled = false;
      void fly();
    });
  }

  /** In order of arrival; never two of one partition, whose order one statement does not keep. */
  function take(): Asked[] {
    const taken: Asked[] = [];
    let bytes = 0;
    for (const asked of [...queue]) {
      if (taken.length === groupMax || flying.has(placeOf(asked))) continue;
      if (taken.length > 0 && bytes + asked.payload.length > groupBytesMax) break;
      bytes += asked.payload.length;
      flying.add(placeOf(asked));
      queue.splice(queue.indexOf(asked), 1);
      taken.push(asked);
    }
    // Locks are taken in this order by every process.
    return taken.sort((a, b) => a.topicId - b.topicId || a.partition - b.partition);
  }

  async function fly(): Promise<void> {
    const group = take();
    if (group.length === 0) return;
    flights += 1;
    schedule();
    const startedMs = systemTimerMs();
    await append(group);
    for (const asked of group) flying.delete(placeOf(asked));
    const count = group.reduce((sum, { recordCount }) => sum + recordCount, 0);
    await restAfter(count, startedMs);
    flights -= 1;
    schedule();
  }

  async function append(group: readonly Asked[]): Promise<void> {
    try {
      const values = group.flatMap((each) => [
        each.topicId,
        each.partition,
        each.recordCount,
        each.payload,
      ]);
      const rows = await session.run<AppendedRow & { at: number }>(statement(group.length), [
        process,
        ...values,
      ]);
      const byPlace = new Map(rows.map((row) => [row.at, row]));
      for (const [at, asked] of group.entries()) asked.resolve(byPlace.get(at));
    } catch (error) {
      const [first] = group;
      const worlds = error instanceof DatabaseUnavailable || error instanceof CommitUnknown;
      if (worlds || group.length === 1) for (const asked of group) asked.reject(error);
      // One that no log can take must not take the others with it.
      else if (first !== undefined) for (const asked of group) await append([asked]);
    }
  }

  return (request) => {
    const { promise, resolve, reject } = Promise.withResolvers<AppendedRow | undefined>();
    queue.push({ ...request, resolve, reject });
    schedule();
    return promise;
  };
}

function placeOf({ topicId, partition }: AppendRequest): string {
  return `${topicId}:${partition}`;
}

const statements: string[] = [];

function statement(count: number): string {
  statements[count] ??= textFor(count);
  return statements[count];
}

/**
 * The rows of the counters are locked in the order given before any of them is raised. A payload is
 * named where it is stored and nowhere else: whatever passes through a CTE is copied there.
 */
function textFor(count: number): string {
  const group = Array.from({ length: count }, (_, at) => ({ at, first: 2 + at * 4 }));
  const rows = group.map(
    ({ at, first }) =>
      `(${at}, $${first}::integer, $${first + 1}::integer, $${first + 2}::integer)`,
  );
  const payloads = group.map(({ at, first }) => `when ${at} then $${first + 3}::bytea`);
  // A single row needs no order and no list, and a quiet house pays for both with every append.
  const counted =
    count === 1
      ? `counted as (
      update log.partitions set next_offset = next_offset + $4::integer
      where topic_id = $2::integer and partition = $3::integer
      returning 0 as at, $4::integer as record_count, topic_id, partition, next_offset
    )`
      : `wanted (at, topic_id, partition, record_count) as (values ${rows.join(', ')}),
    locked as (
      select wanted.at, wanted.record_count, partitions.topic_id, partitions.partition
      from wanted cross join lateral (
        select * from log.partitions
        where partitions.topic_id = wanted.topic_id and partitions.partition = wanted.partition
        for update
      ) partitions
    ), counted as (
      update log.partitions set next_offset = partitions.next_offset + locked.record_count
      from locked
      where partitions.topic_id = locked.topic_id and partitions.partition = locked.partition
      returning locked.at, locked.record_count,
        partitions.topic_id, partitions.partition, partitions.next_offset
    )`;
  return `
    with ${counted}, stored as (
      insert into log.batches (topic_id, partition, last_offset, record_count, payload, appended_at)
      select topic_id, partition, next_offset - 1, record_count,
        case at ${payloads.join(' ')} end, clock_timestamp()
      from counted
      returning topic_id, partition, (extract(epoch from appended_at) * 1000)::bigint as at_ms
    )
    select counted.at, next_offset as "nextOffset", at_ms as "appendedAtMs",
      exists (select from log.members where topic_id = counted.topic_id and process <> $1) as "othersRead"
    from counted join stored using (topic_id, partition)`;
}
