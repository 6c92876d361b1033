-- Keys begin with the id. One that was made beside a UUIDv7 is of its time (decision 38), so that new rows are entered
-- at the end of an index, which is at hand, and not somewhere within what the tenant or the property has.
create procedure serai.begin_with_ids(context text) language plpgsql as $$
begin
  execute format($sql$
    alter table %I.decisions
      drop constraint decisions_pkey, add primary key (command_id, tenant_id)$sql$, context);
  execute format($sql$
    alter table %I.idempotency
      drop constraint idempotency_pkey, add primary key (request_id, tenant_id)$sql$, context);
end $$;

do $$
declare
  context text;
begin
  for context in
    select relnamespace::regnamespace::text from pg_class where relname = 'decisions' and relkind = 'r'
  loop
    call serai.begin_with_ids(context);
  end loop;
end $$;

-- Contexts that come later have it from the start.
alter procedure serai.create_context_tables(text, integer) rename to create_tables_with_trail;
create procedure serai.create_context_tables(context text, partitions integer) language plpgsql as $$
begin
  call serai.create_tables_with_trail(context, partitions);
  call serai.begin_with_ids(context);
end $$;

alter table reservations.reservations
  drop constraint reservations_pkey, add primary key (reservation_id, property_id, tenant_id);
alter table reservations.arrivals
  drop constraint arrivals_pkey, add primary key (reservation_id, property_id, tenant_id);
alter table reservations.in_house
  drop constraint in_house_pkey, add primary key (reservation_id, property_id, tenant_id);
alter table reservations.guest_keys
  drop constraint guest_keys_pkey, add primary key (reservation_id, key_id, property_id, tenant_id);
