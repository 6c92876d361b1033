-- Who may sleep in a room of a type, as the property has said, for the writer that judges how many a booking is for.
create table reservations.room_type_persons (
  tenant_id uuid not null,
  property_id uuid not null,
  room_type text not null,
  -- Of the property's description that has said so.
  list_version bigint not null,
  -- JSON; null where nobody says so any more.
  occupancy text not null,
  primary key (tenant_id, property_id, room_type)
);
call serai.protect('reservations.room_type_persons');
grant select, insert, update, delete on reservations.room_type_persons to serai_reservations;

-- What was said before.
insert into reservations.room_type_persons (tenant_id, property_id, room_type, list_version, occupancy)
select tenant_id, property_id, room_type, version, (details::jsonb->'occupancy')::text
from properties.room_types described
where details::jsonb->'occupancy' is not null and exists (
  select from reservations.properties opened
  where opened.tenant_id = described.tenant_id and opened.property_id = described.property_id
);
