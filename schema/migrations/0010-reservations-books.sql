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
  bucket integer not null,
  name text not null,
  time_zone text not null,
  currency text not null,
  business_date date not null,
  bookings_made bigint not null,
  version integer not null,
  room_types text not null,
  primary key (tenant_id, property_id)
);
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
  -- `?` stands for "asked, and the source does not know"; null for "not asked".
  country text,
  external_code text,
  personal text,
  validation_messages text not null,
  -- Business dates, as they matter to what may be undone.
  booked_on date not null,
  checked_in_on date,
  checked_out_on date,
  no_show_on date,
  cancelled_on date,
  cancel_reason text,
  nights_stayed integer,
  booked_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, property_id, reservation_id),
  unique (tenant_id, property_id, confirmation_number)
) with (fillfactor = 80);
create index on reservations.reservations (tenant_id, property_id, arrival, reservation_id);
create index on reservations.reservations (tenant_id, property_id, departure) where status in ('confirmed', 'in_house');
call serai.protect('reservations.reservations');

-- Figures of a night, per room type; room type '' is the whole house.
create table reservations.nights (
  tenant_id uuid not null,
  property_id uuid not null,
  room_type text not null,
  night date not null,
  physical integer,
  out_of_order integer not null,
  sell_limit integer,
  hard boolean not null,
  sold integer not null,
  flagged integer not null,
  short integer not null,
  primary key (tenant_id, property_id, room_type, night)
) with (fillfactor = 70);
call serai.protect('reservations.nights');

create table reservations.work_items (
  tenant_id uuid not null,
  property_id uuid not null,
  work_item_id text not null,
  reason text not null,
  status text not null,
  reservation_id uuid,
  room_type text,
  nights text,
  rooms integer,
  note text,
  opened_at timestamptz not null,
  closed_at timestamptz,
  primary key (tenant_id, property_id, work_item_id)
);
create index on reservations.work_items (tenant_id, property_id, opened_at) where status = 'open';
call serai.protect('reservations.work_items');

-- Keys of personal data, apart from every fact: deleting one makes its guest unreadable everywhere.
create table reservations.guest_keys (
  tenant_id uuid not null,
  property_id uuid not null,
  reservation_id uuid not null,
  key bytea not null,
  primary key (tenant_id, property_id, reservation_id)
);
call serai.protect('reservations.guest_keys');

grant select, insert, update, delete on all tables in schema reservations to serai_reservations;
revoke update, delete on reservations.events from serai_reservations;
revoke update on reservations.decisions from serai_reservations;
revoke insert, update, delete on reservations.placement from serai_reservations;
