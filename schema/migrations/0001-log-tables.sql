-- Kafka's log in tables: topics of a fixed number of partitions, batches of records in each, and
-- consumer groups whose members share the partitions by leases with a fencing epoch.

create table log.topics (
  id integer generated always as identity primary key,
  name text not null unique check (length(name) between 1 and 249),
  -- Another one after the topic was deleted and made again.
  identity uuid not null default gen_random_uuid(),
  partitions integer not null check (partitions between 1 and 4096),
  -- Null keeps records for ever.
  retention_ms bigint check (retention_ms > 0),
  created_at timestamptz not null default now()
);

-- The counter row of a partition: its lock orders appends, so offsets are gapless in commit order.
-- Mostly free pages keep its thousands of updates a second on one page, pruned without a vacuum.
create table log.partitions (
  topic_id integer not null,
  partition integer not null check (partition >= 0),
  first_offset bigint not null default 0,
  next_offset bigint not null default 0,
  primary key (topic_id, partition),
  check (first_offset <= next_offset)
) with (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- One row per append. No foreign key: it would cost every append a look-up.
create table log.batches (
  topic_id integer not null,
  partition integer not null,
  last_offset bigint not null,
  record_count integer not null check (record_count > 0),
  payload bytea not null,
  appended_at timestamptz not null,
  primary key (topic_id, partition, last_offset)
) with (
  -- A batch of a few records stays in its row; beyond a page it moves out.
  toast_tuple_target = 8160,
  -- Rows come and go in order: frequent small vacuums instead of one that reads everything.
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0.05
);
-- Compressing costs more than it saves on a kilobyte of JSON that lives for days.
alter table log.batches alter column payload set storage external;

-- Who takes part in a group now. Times are the database's own, never a process's.
create table log.members (
  consumer_group text not null check (length(consumer_group) between 1 and 200),
  topic_id integer not null,
  member uuid not null,
  -- Of the same log instance: an append tells others only when there are others.
  process uuid not null,
  joined_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (consumer_group, topic_id, member)
);
create index on log.members (topic_id);

create table log.leases (
  consumer_group text not null,
  topic_id integer not null,
  partition integer not null,
  owner uuid,
  -- Raised by every acquisition: what an earlier owner still sends is recognised as late.
  epoch bigint not null default 0,
  expires_at timestamptz not null default '-infinity',
  -- The first offset the group has not handled; null when it has handled nothing.
  committed bigint,
  primary key (consumer_group, topic_id, partition)
);

-- A member's heartbeat: renews what it holds, takes what is free of its share, and says what to
-- give back. Null when the topic is gone. Members of a group take turns, so shares never overlap.
create function log.take_turn(
  the_group text, the_topic integer, the_member uuid, the_process uuid, lease_ms integer,
  held_partitions integer[], held_epochs bigint[]
) returns jsonb language plpgsql as $$
declare
  partition_count integer;
  moment timestamptz;
  lease_end timestamptz;
  membership_changed boolean;
  member_count integer;
  member_rank integer;
  share integer;
  held_count integer;
begin
  select partitions into partition_count from log.topics where id = the_topic;
  if not found then
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtextextended(the_group, the_topic));
  moment := clock_timestamp();
  lease_end := moment + make_interval(secs => lease_ms / 1000.0);

  delete from log.members
    where consumer_group = the_group and topic_id = the_topic
      and expires_at <= moment and member <> the_member;
  membership_changed := found;
  update log.members set expires_at = lease_end
    where consumer_group = the_group and topic_id = the_topic and member = the_member;
  if not found then
    membership_changed := true;
    insert into log.members (consumer_group, topic_id, member, process, joined_at, expires_at)
      values (the_group, the_topic, the_member, the_process, moment, lease_end);
    insert into log.leases (consumer_group, topic_id, partition)
      select the_group, the_topic, generate_series(0, partition_count - 1)
      on conflict do nothing;
  end if;

  -- Shares add up to the partitions exactly; the longest members have the larger ones.
  select count(*), count(*) filter (where (other.joined_at, other.member) < (me.joined_at, me.member))
    into member_count, member_rank
    from log.members me join log.members other using (consumer_group, topic_id)
    where consumer_group = the_group and topic_id = the_topic and me.member = the_member;
  share := partition_count / member_count
    + case when member_rank < partition_count % member_count then 1 else 0 end;

  -- Commits lock single leases too: one order for all.
  perform from log.leases
    where consumer_group = the_group and topic_id = the_topic order by partition for update;
  -- What this member does not know to be its own (an answer that was lost, a reader it dropped).
  update log.leases set owner = null, expires_at = '-infinity'
    where consumer_group = the_group and topic_id = the_topic and owner = the_member
      and (partition, epoch) not in (select * from unnest(held_partitions, held_epochs));
  update log.leases set expires_at = lease_end
    where consumer_group = the_group and topic_id = the_topic and owner = the_member;
  get diagnostics held_count = row_count;
  update log.leases set owner = the_member, epoch = epoch + 1, expires_at = lease_end
    where consumer_group = the_group and topic_id = the_topic and partition in (
      select partition from log.leases
        where consumer_group = the_group and topic_id = the_topic
          and owner is distinct from the_member and (owner is null or expires_at <= moment)
        order by partition limit greatest(share - held_count, 0));

  if membership_changed then
    perform pg_notify('log_groups', the_topic || ' ' || the_group);
  end if;
  return jsonb_build_object(
    'leases', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'partition', partition, 'epoch', epoch, 'committed', committed, 'keep', place <= share)), '[]')
      from (
        select *, row_number() over (order by partition) as place from log.leases
          where consumer_group = the_group and topic_id = the_topic and owner = the_member
      ) mine),
    -- When something may fall to this member unless its holder renews it; null when nobody else is there.
    'others_expire_in_ms', (
      select ceil(extract(epoch from min(expires_at) - moment) * 1000) from log.members
        where consumer_group = the_group and topic_id = the_topic and member <> the_member));
end $$;

-- Gives everything back at once, so that the others need not wait for the leases to end.
create function log.leave(the_group text, the_topic integer, the_member uuid) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(the_group, the_topic));
  delete from log.members
    where consumer_group = the_group and topic_id = the_topic and member = the_member;
  perform from log.leases
    where consumer_group = the_group and topic_id = the_topic and owner = the_member
    order by partition for update;
  update log.leases set owner = null, expires_at = '-infinity'
    where consumer_group = the_group and topic_id = the_topic and owner = the_member;
  perform pg_notify('log_groups', the_topic || ' ' || the_group);
end $$;

-- Counters first: an append that runs meanwhile ends before them or finds nothing to count.
create function log.delete_topic(the_name text) returns boolean language plpgsql as $$
declare
  the_topic integer;
begin
  delete from log.topics where name = the_name returning id into the_topic;
  if the_topic is null then
    return false;
  end if;
  delete from log.partitions where topic_id = the_topic;
  delete from log.batches where topic_id = the_topic;
  delete from log.leases where topic_id = the_topic;
  delete from log.members where topic_id = the_topic;
  return true;
end $$;
