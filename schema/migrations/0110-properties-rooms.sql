-- What a property says of itself, its room types and its rooms. Whoever changes any of it locks the
-- property's row, so changes of one property follow each other; its version counts them all.

alter table properties.properties add column version bigint not null default 1;
-- JSON as `PropertyDetails` has it; null until it was said.
alter table properties.properties add column details text;
-- The property's version when `details` last changed.
alter table properties.properties add column details_version bigint not null default 1;

-- A type that came with the opening has no row until something more is said of it.
create table properties.room_types (
  tenant_id uuid not null,
  property_id uuid not null,
  room_type text not null,
  -- JSON as `RoomTypeDetails` has it.
  details text not null,
  -- The property's version when this last changed.
  version bigint not null,
  primary key (tenant_id, property_id, room_type)
);
call serai.protect('properties.room_types');

create table properties.rooms (
  tenant_id uuid not null,
  property_id uuid not null,
  room text not null,
  -- These two stand in `details` too: rooms are counted by them.
  room_type text not null,
  active boolean not null,
  -- JSON as `RoomDetails` has it.
  details text not null,
  version bigint not null,
  primary key (tenant_id, property_id, room)
);
call serai.protect('properties.rooms');

grant select, insert, update, delete on properties.room_types, properties.rooms to serai_properties;
