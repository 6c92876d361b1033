-- Statistics of stays that took place, made from the facts of `reservations` and from nothing else.

call serai.create_context_tables('analytics', 8);

-- What a property's statistics know of one reservation: so much that the next fact about it can
-- take back exactly what the one before counted.
create table analytics.stays (
  tenant_id uuid not null,
  property_id uuid not null,
  reservation_id uuid not null,
  -- Of the last fact counted; 0 while only turned away.
  version integer not null,
  status text,
  turned_away integer not null,
  -- Reasons it was flagged for, each once, separated by spaces.
  reasons text not null,
  -- The nights counted as sold, from `counted_from` on; null while the guest has not left.
  counted_from date,
  counted_room_type text,
  counted_minor bigint[],
  primary key (tenant_id, property_id, reservation_id)
) with (fillfactor = 80);
call serai.protect('analytics.stays');

-- A night without a row has sold nothing.
create table analytics.nights (
  tenant_id uuid not null,
  property_id uuid not null,
  night date not null,
  room_type text not null,
  rooms_sold integer not null,
  revenue_minor bigint not null,
  primary key (tenant_id, property_id, night, room_type)
) with (fillfactor = 70);
call serai.protect('analytics.nights');

create table analytics.properties (
  tenant_id uuid not null,
  property_id uuid not null,
  currency text not null,
  confirmed integer not null default 0,
  in_house integer not null default 0,
  checked_out integer not null default 0,
  cancelled integer not null default 0,
  no_show integer not null default 0,
  turned_away integer not null default 0,
  primary key (tenant_id, property_id)
) with (fillfactor = 50);
call serai.protect('analytics.properties');

create table analytics.flags (
  tenant_id uuid not null,
  property_id uuid not null,
  reason text not null,
  bookings integer not null,
  primary key (tenant_id, property_id, reason)
) with (fillfactor = 50);
call serai.protect('analytics.flags');

grant select, insert, update, delete on all tables in schema analytics to serai_analytics;
revoke update, delete on analytics.events from serai_analytics;
revoke update on analytics.decisions from serai_analytics;
