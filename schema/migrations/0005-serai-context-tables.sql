-- What every context keeps beside its own tables: its outbox of facts, the offsets of its
-- consumers, its decisions, its inbox and its idempotency records. One procedure, so that
-- they are the same everywhere.

create procedure serai.protect(target regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format($policy$
    create policy tenant on %s
      using (tenant_id = any(nullif(current_setting('app.tenants', true), '')::uuid[]))
      with check (tenant_id = any(nullif(current_setting('app.tenants', true), '')::uuid[]))
  $policy$, target);
end $$;

-- A role of its own for the relay: it reads the outbox of all tenants and moves its cursor, no more.
create procedure serai.create_relay_role(context text) language plpgsql as $$
declare
  relay text := 'serai_' || context || '_relay';
begin
  if not exists (select from pg_roles where rolname = relay) then
    execute format('create role %I nologin', relay);
  end if;
  execute format('grant %I to current_user', relay);
  execute format('grant usage on schema %I to %I', context, relay);
  execute format('grant select on %I.events to %I', context, relay);
  execute format('grant select, update on %I.relay_cursor to %I', context, relay);
  execute format('create policy relay on %I.events for select to %I using (true)', context, relay);
end $$;

create procedure serai.create_context_tables(context text, partitions integer) language plpgsql as $$
begin
  -- The counter a fact takes its position from, last in its transaction: dense, in commit order.
  execute format($sql$
    create table %1$I.outbox (
      partition integer primary key,
      next_position bigint not null default 0
    )$sql$, context);
  execute format('insert into %1$I.outbox (partition) select generate_series(0, %2$s - 1)', context, partitions);

  -- Facts, for ever: every read model can be made again from them.
  execute format($sql$
    create table %1$I.events (
      partition integer not null,
      position bigint not null,
      tenant_id uuid not null,
      event_id uuid not null,
      type text not null,
      subject text not null,
      partition_key text not null,
      correlation_id text not null,
      causation_id text not null,
      traceparent text not null,
      occurred_at timestamptz not null,
      data text not null,
      recorded_at timestamptz not null default now(),
      primary key (partition, position, recorded_at)
    ) partition by range (recorded_at)$sql$, context);
  execute format('create table %1$I.events_default partition of %1$I.events default', context);
  execute format('call serai.protect(%L)', context || '.events');

  execute format($sql$
    create table %1$I.relay_cursor (
      partition integer primary key,
      next_position bigint not null default 0,
      owner uuid,
      lease_until timestamptz not null default '-infinity'
    )$sql$, context);
  execute format('insert into %1$I.relay_cursor (partition) select generate_series(0, %2$s - 1)', context, partitions);

  -- Where each consumer stands. The fence: it moves from the value read, or the batch does not commit.
  execute format($sql$
    create table %1$I.consumer_offsets (
      consumer text not null,
      partition integer not null,
      topic_identity uuid not null,
      next_offset bigint not null,
      -- The next position of the outbox it reads; copies below it are skipped.
      next_position bigint not null default 0,
      -- The highest time the log gave a record it has handled.
      log_time_ms bigint not null default 0,
      primary key (consumer, partition)
    )$sql$, context);

  -- One row per command, refusals too. It outlives the topic, so a late copy is still recognised.
  execute format($sql$
    create table %1$I.decisions (
      tenant_id uuid not null,
      command_id uuid not null,
      fingerprint text not null,
      outcome text not null,
      details text,
      decided_at timestamptz not null default now(),
      primary key (tenant_id, command_id)
    )$sql$, context);
  execute format('create index on %1$I.decisions (decided_at)', context);
  execute format('call serai.protect(%L)', context || '.decisions');

  -- Events a subscriber has done.
  execute format($sql$
    create table %1$I.inbox (
      tenant_id uuid not null,
      subscriber text not null,
      source text not null,
      event_id text not null,
      received_at timestamptz not null default now(),
      primary key (tenant_id, subscriber, source, event_id)
    )$sql$, context);
  execute format('create index on %1$I.inbox (received_at)', context);
  execute format('call serai.protect(%L)', context || '.inbox');

  -- Answers of requests that wrote, by the id derived from their key.
  execute format($sql$
    create table %1$I.idempotency (
      tenant_id uuid not null,
      request_id uuid not null,
      fingerprint text not null,
      answer text not null,
      answered_at timestamptz not null default now(),
      primary key (tenant_id, request_id)
    )$sql$, context);
  execute format('create index on %1$I.idempotency (answered_at)', context);
  execute format('call serai.protect(%L)', context || '.idempotency');

  -- Records that could not be handled: where they are, and why. The record itself stays in the log.
  execute format($sql$
    create table %1$I.parked (
      consumer text not null,
      topic_identity uuid not null,
      partition integer not null,
      "offset" bigint not null,
      reason text not null,
      parked_at timestamptz not null default now(),
      primary key (consumer, topic_identity, partition, "offset")
    )$sql$, context);

  execute format('grant select, insert, update, delete on all tables in schema %1$I to %2$I', context, 'serai_' || context);
  -- Facts and decisions are not edited; decisions are pruned.
  execute format('revoke update, delete on %1$I.events from %2$I', context, 'serai_' || context);
  execute format('revoke update on %1$I.decisions from %2$I', context, 'serai_' || context);
  execute format('call serai.create_relay_role(%L)', context);
end $$;
