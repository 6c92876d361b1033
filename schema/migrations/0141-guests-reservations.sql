-- Whose stay a reservation is, and what an export and an erasure have to reach of it.

create table guests.guest_reservations (
  tenant_id uuid not null,
  property_id uuid not null,
  reservation_id uuid not null,
  -- The profile it was given to, which may be merged into another one by now.
  guest_id uuid not null,
  linked_at timestamptz not null,
  primary key (tenant_id, property_id, reservation_id)
);
create index on guests.guest_reservations (tenant_id, guest_id);
call serai.protect('guests.guest_reservations');
grant select, insert, update, delete on guests.guest_reservations to serai_guests;

-- What guests may ask of reservations: no role reaches a table of another schema. Each function answers
-- for the tenant that the transaction is about, and changes nothing.

grant usage on schema reservations to serai_guests;

create function reservations.is_reservation(of_property uuid, of_reservation uuid)
  returns boolean language sql stable security definer set search_path = reservations
  as $$
    select exists (
      select from reservations
      where tenant_id = any(nullif(current_setting('app.tenants', true), '')::uuid[])
        and property_id = of_property and reservation_id = of_reservation)
  $$;

-- Every fact of these reservations, for an export of what is kept of a person.
create function reservations.facts_of(of_reservations text[], rows_max integer)
  returns setof reservations.events
  language sql stable security definer set search_path = reservations
  as $$
    select * from events
    where tenant_id = any(nullif(current_setting('app.tenants', true), '')::uuid[])
      and subject = any(of_reservations)
    limit rows_max
  $$;

-- What opens the personal data in them.
create function reservations.keys_of(of_properties uuid[], of_reservations uuid[])
  returns setof reservations.guest_keys
  language sql stable security definer set search_path = reservations
  as $$
    select guest_keys.* from guest_keys
    join unnest(of_properties, of_reservations) wanted (property_id, reservation_id)
      using (property_id, reservation_id)
    where tenant_id = any(nullif(current_setting('app.tenants', true), '')::uuid[])
  $$;

revoke execute on function reservations.is_reservation, reservations.facts_of,
  reservations.keys_of from public;
grant execute on function reservations.is_reservation, reservations.facts_of,
  reservations.keys_of to serai_guests;
