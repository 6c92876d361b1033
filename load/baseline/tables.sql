-- The tables of a synchronous booking service: the same rows for a booking as ours, fewer columns
-- where ours serve other commands, no row-level security, no read models beside the indexes.

create table properties (
  tenant_id uuid not null,
  property_id uuid not null,
  currency text not null,
  business_date date not null,
  primary key (tenant_id, property_id)
);

create table nights (
  tenant_id uuid not null,
  property_id uuid not null,
  room_type text not null,
  night date not null,
  rooms integer not null,
  sold integer not null default 0,
  primary key (tenant_id, property_id, room_type, night)
) with (fillfactor = 70);

create table reservations (
  tenant_id uuid not null,
  property_id uuid not null,
  reservation_id uuid not null,
  confirmation_number text not null,
  version integer not null,
  status text not null,
  arrival date not null,
  departure date not null,
  room_type text not null,
  rates_minor bigint[] not null,
  currency text not null,
  adults integer not null,
  children integer,
  infants integer not null,
  country text,
  external_code text,
  personal text,
  created_at timestamptz not null,
  -- It begins with the id, as ours does: those of keys that are UUIDv7 are of their time.
  primary key (reservation_id, property_id, tenant_id)
  -- As in ours: the vacuum after its changes does what one after the insert would do.
) with (fillfactor = 80, autovacuum_vacuum_insert_threshold = -1);
create unique index on reservations (tenant_id, property_id, confirmation_number);
create index on reservations (tenant_id, property_id, arrival, reservation_id);

create table guest_keys (
  tenant_id uuid not null,
  property_id uuid not null,
  reservation_id uuid not null,
  key_id text not null,
  key text not null,
  primary key (reservation_id, key_id, property_id, tenant_id)
);

create table decisions (
  tenant_id uuid not null,
  command_id uuid not null,
  fingerprint text not null,
  outcome text not null,
  decided_at timestamptz not null default now(),
  primary key (command_id, tenant_id)
) with (autovacuum_vacuum_insert_threshold = -1);

create table events (
  position bigint generated always as identity primary key,
  tenant_id uuid not null,
  event_id uuid not null,
  type text not null,
  subject text not null,
  partition_key text not null,
  correlation_id text not null,
  traceparent text not null,
  occurred_at timestamptz not null,
  data text not null
);

create sequence confirmations;

-- One booking, one round trip: decided once per command, every night of the stay for the room type
-- and for the house, or nothing at all.
create function book(
  tenant uuid, property uuid, reservation uuid, command uuid, command_fingerprint text,
  confirmation text, arrives date, departs date, type text, rates bigint[], money text,
  grown integer, minors integer, babies integer, land text, code text, sealed text,
  sealing_key_id text, sealing_key text, event uuid, trace text, fact text
) returns text language plpgsql as $$
declare
  known decisions;
  taken integer;
begin
  insert into decisions (tenant_id, command_id, fingerprint, outcome)
  values (tenant, command, command_fingerprint, 'accepted')
  on conflict do nothing;
  if not found then
    select * into known from decisions where tenant_id = tenant and command_id = command;
    return case when known.fingerprint = command_fingerprint then 'replayed' else 'reused' end;
  end if;
  -- In the order of the primary key, so that two bookings never wait for each other in a circle.
  update nights set sold = sold + 1
  where tenant_id = tenant and property_id = property and room_type in (type, 'house')
    and night >= arrives and night < departs and sold < rooms;
  get diagnostics taken = row_count;
  if taken <> 2 * (departs - arrives) then
    raise exception using errcode = 'SR001', message = 'no room';
  end if;
  insert into reservations
  values (tenant, property, reservation, confirmation, 1, 'confirmed', arrives, departs, type,
          rates, money, grown, minors, babies, land, code, sealed, now());
  insert into guest_keys values (tenant, property, reservation, sealing_key_id, sealing_key);
  insert into events (tenant_id, event_id, type, subject, partition_key, correlation_id,
                      traceparent, occurred_at, data)
  values (tenant, event, 'reservation.confirmed.v1', reservation::text, property::text,
          command::text, trace, now(), fact);
  return 'accepted';
end $$;
