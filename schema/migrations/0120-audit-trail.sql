-- The audit trail is the facts themselves, of every context, and where whoever did it was. One role
-- reads them, under its tenant's policy like everybody, and writes nothing.

-- What a context needs for its facts to be a trail. The index is of blocks, not of rows: a fact's
-- insert into a block that is being filled does not touch it, so bookings cost what they did.
create procedure serai.add_trail(context text) language plpgsql as $$
begin
  -- Apart from what the fact says, which is kept for ever and read by everybody. Emptied in time.
  execute format('alter table %I.events add column client_address text', context);
  execute format($sql$
    create index on %I.events using brin (
      recorded_at,
      subject text_bloom_ops (n_distinct_per_range = 500),
      partition_key text_bloom_ops (n_distinct_per_range = 500)
    ) with (pages_per_range = 32, autosummarize = on)$sql$, context);
  execute format('grant usage on schema %I to serai_audit', context);
  execute format('grant select on %I.events to serai_audit', context);
end $$;

do $$
declare
  context text;
begin
  for context in
    select relnamespace::regnamespace::text from pg_class where relname = 'events' and relkind = 'p'
  loop
    call serai.add_trail(context);
  end loop;
end $$;

-- Contexts that come later have it from the start.
alter procedure serai.create_context_tables(text, integer) rename to create_tables_without_trail;
create procedure serai.create_context_tables(context text, partitions integer) language plpgsql as $$
begin
  call serai.create_tables_without_trail(context, partitions);
  call serai.add_trail(context);
end $$;
