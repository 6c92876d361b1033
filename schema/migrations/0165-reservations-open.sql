-- Open reservations, which a writer loads, and all of them by arrival, which lists read in two halves: one index
-- instead of two, so that a booking is entered once for both (decision 37).
create index on reservations.reservations
  (tenant_id, property_id, (status in ('confirmed', 'in_house')), arrival, reservation_id) where version > 0;
drop index reservations.reservations_tenant_id_property_id_arrival_reservation_id_idx;
drop index reservations.reservations_tenant_id_property_id_idx;
