-- Where properties are, for who searches a city; each from what its property said last.
create table rates.places (
  tenant_id uuid not null,
  property_id uuid not null,
  name text not null,
  -- In lower case.
  city_key text not null,
  country text not null,
  -- Of the property's description that has said so.
  version bigint not null,
  primary key (tenant_id, property_id)
);
create index on rates.places (tenant_id, city_key, property_id);
call serai.protect('rates.places');
grant select, insert, update, delete on rates.places to serai_rates;

-- Those that said it before. Where properties are divided between databases only the first knows them all;
-- the others have them from the facts that come, as the search is not for them.
insert into rates.places (tenant_id, property_id, name, city_key, country, version)
select tenant_id, property_id, name,
  lower(regexp_replace(trim(normalize(details::json -> 'address' ->> 'city', nfkc)), '\s+', ' ', 'g')),
  details::json -> 'address' ->> 'country', details_version
from properties.properties where details is not null;

-- Rooms left are shown beside prices from the nights that the writer of bookings keeps: these columns of
-- its tables are what it promises to prices, and nothing else of them is theirs to read.
grant usage on schema reservations to serai_rates;
grant select (tenant_id, property_id, room_types) on reservations.properties to serai_rates;
grant select (tenant_id, property_id, room_type, night, physical, out_of_order, sell_limit, sold)
  on reservations.nights to serai_rates;
