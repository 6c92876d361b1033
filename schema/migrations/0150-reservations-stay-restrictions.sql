-- What the price list of a property says of stays, as the writer of its nights judges bookings by quotes with it.
create table reservations.stay_restrictions (
  tenant_id uuid not null,
  property_id uuid not null,
  -- An empty text stands for every plan, or for every room type.
  rate_plan text not null,
  room_type text not null,
  -- Of the price list it was taken from.
  list_version bigint not null,
  -- Runs of nights in JSON, without what says nothing.
  runs text not null,
  primary key (tenant_id, property_id, rate_plan, room_type)
);
call serai.protect('reservations.stay_restrictions');
grant select, insert, update, delete on reservations.stay_restrictions to serai_reservations;

-- Those that were set before: whoever sets them again says more than this.
insert into reservations.stay_restrictions (tenant_id, property_id, rate_plan, room_type, list_version, runs)
select tenant_id, property_id, rate_plan, room_type, 0, (
  select coalesce(jsonb_agg(jsonb_build_object(
    'fromDay', run->'fromDay', 'toDay', run->'toDay', 'value', (
      select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(run->'value')
      where value not in ('null', 'false', '[]')
    )) order by place), '[]')::text
  from jsonb_array_elements(calendars.runs::jsonb) with ordinality runs (run, place)
)
from rates.restriction_calendars calendars
where exists (
  select from reservations.properties opened
  where opened.tenant_id = calendars.tenant_id and opened.property_id = calendars.property_id
);
