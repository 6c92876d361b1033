-- What a reservation was quoted at, as JSON: its lines, taxes and policies.
alter table reservations.reservations add column price text;
