-- The books of every property: what its single writer decides and nobody else writes.

call serai.create_context_tables('reservations', 8);

-- Placement is data: bucket to partition. Changing a row moves properties, which needs the
-- procedure of docs/architecture.md.
create table reservations.placement (
  bucket integer primary key check (bucket between 0 and 4095),
  partition integer not null
);
insert into reservations.placement select bucket, bucket % 8 from generate_series(0, 4095) bucket;

create table reservations.properties (
  tenant_id uuid not null,
  property_id uuid not null,
  name text not null,
  time_zone text not null,
  currency text not null,
  bucket integer not null references reservations.placement,
  room_types text not null,
  opened_on date not null,
  business_date date not null,
  version integer not null,
  bookings bigint not null,
  primary key (tenant_id, property_id)
) with (fillfactor = 50);
call serai.protect('reservations.properties');

create table reservations.reservations (
  tenant_id uuid not null,
  property_id uuid not null,
  reservation_id uuid not null,
  confirmation_number text not null,
  version integer not null,
  status text not null,
  arrival date not null,
  departure date not null,
  room_type text not null,
  assigned_room_type text,
  rates_minor bigint[] not null,
  currency text not null,
  adults integer not null,
  children integer,
  infants integer not null,
  country text,
  country_asked boolean not null,
  external_code text,
  personal text,
  validation_messages text not null,
  checked_in_on date,
  closed_on date,
  cancel_reason text,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (tenant_id, property_id, reservation_id)
) with (fillfactor = 80);
-- Every row has a version above 0. Said as a condition, it keeps these two from statements that do
-- not say it: beside the primary key they too answer to a tenant and a property, and a plan made
-- while the table was empty may choose them to find one reservation by reading a whole property.
create unique index on reservations.reservations (tenant_id, property_id, confirmation_number) where version > 0;
create index on reservations.reservations (tenant_id, property_id, arrival, reservation_id) where version > 0;
-- What a writer loads when it meets a property.
create index on reservations.reservations (tenant_id, property_id) where status in ('confirmed', 'in_house');
call serai.protect('reservations.reservations');

-- Figures of a night, per room type and for the house; a night without a row is as the property was opened.
create table reservations.nights (
  tenant_id uuid not null,
  property_id uuid not null,
  room_type text not null,
  night date not null,
  physical integer not null,
  out_of_order integer not null,
  sell_limit integer,
  hard boolean not null,
  sold integer not null,
  flagged integer not null,
  primary key (tenant_id, property_id, room_type, night)
) with (fillfactor = 70);
call serai.protect('reservations.nights');

create table reservations.work_items (
  tenant_id uuid not null,
  property_id uuid not null,
  work_item_id text not null,
  kind text not null,
  reason text not null,
  status text not null,
  reservation_id uuid,
  room_type text,
  nights date[] not null,
  rooms integer not null,
  opened_on date not null,
  resolution text,
  primary key (tenant_id, property_id, work_item_id)
);
create index on reservations.work_items (tenant_id, property_id, opened_on, work_item_id);
create index on reservations.work_items (tenant_id, property_id, reservation_id);
call serai.protect('reservations.work_items');

-- Keys of personal data, apart from every fact: deleting one makes its guest unreadable everywhere.
create table reservations.guest_keys (
  tenant_id uuid not null,
  property_id uuid not null,
  reservation_id uuid not null,
  key_id text not null,
  key text not null,
  primary key (tenant_id, property_id, reservation_id, key_id)
);
call serai.protect('reservations.guest_keys');

-- Read models of the front desk, each made by its own projection and rebuilt from the facts alone.
create table reservations.arrivals (
  tenant_id uuid not null,
  property_id uuid not null,
  reservation_id uuid not null,
  version integer not null,
  arrival date not null,
  departure date not null,
  status text not null,
  confirmation_number text not null,
  room_type text not null,
  adults integer not null,
  children integer,
  infants integer not null,
  flagged boolean not null,
  personal text,
  primary key (tenant_id, property_id, reservation_id)
) with (fillfactor = 80);
create index on reservations.arrivals (tenant_id, property_id, arrival, confirmation_number);
call serai.protect('reservations.arrivals');

create table reservations.in_house (
  tenant_id uuid not null,
  property_id uuid not null,
  reservation_id uuid not null,
  version integer not null,
  -- False once the guest has left: the version still guards against a fact that comes late.
  present boolean not null,
  arrival date not null,
  departure date not null,
  confirmation_number text not null,
  room_type text not null,
  adults integer not null,
  children integer,
  infants integer not null,
  personal text,
  primary key (tenant_id, property_id, reservation_id)
) with (fillfactor = 80);
create index on reservations.in_house (tenant_id, property_id, departure, confirmation_number) where present;
call serai.protect('reservations.in_house');

grant select, insert, update, delete on all tables in schema reservations to serai_reservations;
revoke update, delete on reservations.events from serai_reservations;
revoke update on reservations.decisions from serai_reservations;
revoke insert, update, delete on reservations.placement from serai_reservations;
