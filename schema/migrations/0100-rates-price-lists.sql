-- What a property's nights cost: its plans, prices, restrictions and taxes.

call serai.create_context_tables('rates', 8);

-- One row a property, from the fact that opened it. Its version moves with every change to the price
-- list, and changes of one property follow each other by its lock.
create table rates.price_lists (
  tenant_id uuid not null,
  property_id uuid not null,
  currency text not null,
  time_zone text not null,
  -- Codes, as JSON.
  room_types text not null,
  -- JSON as `TaxEnvironment` has it.
  taxes text not null,
  version bigint not null default 1,
  primary key (tenant_id, property_id)
);
call serai.protect('rates.price_lists');

create table rates.rate_plans (
  tenant_id uuid not null,
  property_id uuid not null,
  rate_plan text not null,
  -- JSON as `RatePlan` has it.
  plan text not null,
  primary key (tenant_id, property_id, rate_plan)
);
call serai.protect('rates.rate_plans');

-- Prices of a base plan's nights, as runs of equal nights in JSON: a season is one of them.
create table rates.price_calendars (
  tenant_id uuid not null,
  property_id uuid not null,
  rate_plan text not null,
  room_type text not null,
  runs text not null,
  primary key (tenant_id, property_id, rate_plan, room_type)
);
call serai.protect('rates.price_calendars');

-- An empty text stands for every plan, or for every room type.
create table rates.restriction_calendars (
  tenant_id uuid not null,
  property_id uuid not null,
  rate_plan text not null,
  room_type text not null,
  runs text not null,
  primary key (tenant_id, property_id, rate_plan, room_type)
);
call serai.protect('rates.restriction_calendars');

grant select, insert, update, delete on all tables in schema rates to serai_rates;
revoke update, delete on rates.events from serai_rates;
revoke update on rates.decisions from serai_rates;
