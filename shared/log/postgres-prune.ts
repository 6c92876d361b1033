/** Lets go of records past their topic's retention: the oldest batches first, so that a partition never has a gap. */
import type { LogSession } from './postgres-session.ts';

/** One statement's work: short enough that the counter row, locked at its end, never holds up appends. */
const batchesPerStatement = 1_000;
/** Of one call; the next one goes on. */
const statementsMax = 10_000;

const partitions = `
  select id as "topicId", partition
  from log.topics join log.partitions on topic_id = id
  where retention_ms is not null and first_offset < next_offset
  order by id, partition`;

/** Two at once would only wait for each other: the second does nothing. */
const prune = `
  with old as (
    select max(last_offset) filter (where expired) as cut, count(*) filter (where expired) as batches
    from (
      select last_offset,
        bool_and(appended_at < clock_timestamp() - make_interval(secs => retention_ms / 1000.0))
          over (order by last_offset) as expired
      from (
        select last_offset, appended_at, retention_ms
        from log.batches join log.topics on id = topic_id
        where topic_id = $1 and partition = $2
        order by last_offset limit $3
      ) oldest
    ) marked
    where (select pg_try_advisory_xact_lock(hashtextextended('log.prune', $1)))
  ), gone as (
    delete from log.batches using old
    where topic_id = $1 and partition = $2 and last_offset <= cut
    returning last_offset
  ), moved as (
    update log.partitions set first_offset = last + 1
    from (select max(last_offset) as last from gone) pruned
    where topic_id = $1 and partition = $2 and last is not null
  )
  select count(*) as batches from gone`;

export async function postgresPrune(session: LogSession): Promise<number> {
  let pruned = 0;
  let statements = 0;
  for (const { topicId, partition } of await session.run<{ topicId: number; partition: number }>(
    partitions,
    [],
  )) {
    for (let more = true; more && statements < statementsMax; statements += 1) {
      const [row] = await session.run<{ batches: number }>(prune, [
        topicId,
        partition,
        batchesPerStatement,
      ]);
      const batches = row?.batches ?? 0;
      pruned += batches;
      more = batches === batchesPerStatement;
    }
  }
  return pruned;
}
