-- Reference data of properties, from the fact that opened them.

call serai.create_context_tables('properties', 8);

create table properties.properties (
  tenant_id uuid not null,
  property_id uuid not null,
  name text not null,
  time_zone text not null,
  currency text not null,
  business_date date not null,
  room_types text not null,
  primary key (tenant_id, property_id)
);
call serai.protect('properties.properties');

grant select, insert, update, delete on all tables in schema properties to serai_properties;
revoke update, delete on properties.events from serai_properties;
revoke update on properties.decisions from serai_properties;
