/** The statements of one member of a consumer group: heartbeat, commit, giving back. All times are the database's. */

import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import type { GroupMember, Lease } from './group-member.ts';
import type { LogSession } from './postgres-session.ts';

export const groupsChannel = 'log_groups';

export interface Membership {
  readonly group: string;
  readonly topicId: number;
  readonly member: string;
  readonly process: string;
  readonly leaseMs: number;
}

const takeTurn = 'select log.take_turn($1, $2, $3, $4, $5, $6::integer[], $7::bigint[]) as turn';

/** Rows are locked in the order of `take_turn`, so that the two never wait for each other in a ring. */
const commit = `
  with held as (
    select lease.partition, position
    from log.leases lease
    join ${rowsOfLists({ partition: 'integer', epoch: 'bigint', position: 'bigint' }, 4)} as progress
      on progress.partition = lease.partition and progress.epoch = lease.epoch
    where consumer_group = $1 and topic_id = $2 and owner = $3
    order by lease.partition
    for update of lease
  )
  update log.leases set committed = position
  from held
  where consumer_group = $1 and topic_id = $2 and leases.partition = held.partition
  returning leases.partition`;

const giveBack = `
  with freed as (
    update log.leases set owner = null, expires_at = '-infinity'
    where consumer_group = $1 and topic_id = $2 and owner = $3 and partition = $4 and epoch = $5
    returning 1
  )
  select pg_notify('${groupsChannel}', $2::text || ' ' || $1) from freed`;

interface TurnRow {
  readonly turn: { readonly leases: Lease[]; readonly others_expire_in_ms: number | null } | null;
}

export function groupMember(
  session: LogSession,
  { group, topicId, member, process, leaseMs }: Membership,
): GroupMember {
  const me = [group, topicId, member];
  return {
    async takeTurn(held) {
      const [row] = await session.run<TurnRow>(takeTurn, [
        ...me,
        process,
        leaseMs,
        held.map(({ partition }) => partition),
        held.map(({ epoch }) => epoch),
      ]);
      const turn = row?.turn;
      return turn ? { leases: turn.leases, othersExpireInMs: turn.others_expire_in_ms } : undefined;
    },
    async commit(progress) {
      const rows = await session.run<{ partition: number }>(commit, [
        ...me,
        progress.map(({ partition }) => partition),
        progress.map(({ epoch }) => epoch),
        progress.map(({ position }) => position),
      ]);
      return rows.map(({ partition }) => partition);
    },
    async giveBack({ partition, epoch }) {
      await session.run(giveBack, [...me, partition, epoch]);
    },
    async leave() {
      await session.run('select log.leave($1, $2, $3)', me);
    },
  };
}
