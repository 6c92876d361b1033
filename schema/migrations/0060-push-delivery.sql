-- Push delivery: where each trigger stands in its topic, deliveries to be tried again, and what
-- was given up. No event is kept here, only where it stands in the log.

-- As every context's own: the same fence moves it.
create table push.consumer_offsets (
  consumer text not null,
  partition integer not null,
  topic_identity uuid not null,
  next_offset bigint not null,
  next_position bigint not null default 0,
  log_time_ms bigint not null default 0,
  primary key (consumer, partition)
) with (fillfactor = 50);

-- Bounded by the triggers: one that has too many stops reading until some are done.
create table push.retries (
  trigger text not null,
  topic_identity uuid not null,
  partition integer not null,
  "offset" bigint not null,
  -- Deliveries that have failed.
  attempt integer not null check (attempt >= 0),
  next_attempt_at timestamptz not null,
  last_code integer,
  last_error text,
  -- False until the partition's owner has seen what somebody else put here.
  claimed boolean not null default true,
  primary key (trigger, topic_identity, partition, "offset")
) with (fillfactor = 70);
create index on push.retries (trigger, partition) where not claimed;

-- What is in the dead-letter topics, to be found and delivered again. Pruned after 30 days.
create table push.dead_letters (
  dead_letter_id uuid primary key,
  trigger text not null,
  topic text not null,
  topic_identity uuid not null,
  partition integer not null,
  "offset" bigint not null,
  code integer not null,
  error text not null,
  -- Of the event, as JSON text.
  attributes text not null,
  failed_at timestamptz not null,
  retried_at timestamptz
);
create index on push.dead_letters (failed_at, dead_letter_id);

-- For operators' functions, whose role reaches no table of this schema. Null for a tenant is all.
create function push.dead_letters_before(
  before_at timestamptz, before_id uuid, the_trigger text, the_tenant text, rows_max integer
) returns setof push.dead_letters language sql stable security definer set search_path = push as $$
  select * from push.dead_letters
  where (before_at is null or (failed_at, dead_letter_id) < (before_at, before_id))
    and (the_trigger is null or trigger = the_trigger)
    and (the_tenant is null or attributes::json ->> 'tenantid' = the_tenant)
  order by failed_at desc, dead_letter_id desc
  limit least(rows_max, 101)
$$;

-- Null when there is no such dead letter, false when it was delivered again before.
create function push.retry_dead_letter(the_id uuid, the_tenant text)
returns boolean language plpgsql security definer set search_path = push as $$
declare
  letter push.dead_letters;
begin
  select * into letter from push.dead_letters
    where dead_letter_id = the_id
      and (the_tenant is null or attributes::json ->> 'tenantid' = the_tenant)
    for update;
  if not found then
    return null;
  end if;
  if letter.retried_at is not null then
    return false;
  end if;
  update push.dead_letters set retried_at = now() where dead_letter_id = the_id;
  insert into push.retries (trigger, topic_identity, partition, "offset", attempt, next_attempt_at, claimed)
    values (letter.trigger, letter.topic_identity, letter.partition, letter."offset", 0, now(), false)
    on conflict do nothing;
  return true;
end $$;

revoke execute on function push.dead_letters_before(timestamptz, uuid, text, text, integer) from public;
revoke execute on function push.retry_dead_letter(uuid, text) from public;
