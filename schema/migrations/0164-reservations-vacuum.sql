-- A stay's rows change when its guest comes and when he goes, and a decision is deleted after its two weeks: the vacuum
-- after that does for a page all that one after the insert would do (decision 36).
alter table reservations.reservations set (autovacuum_vacuum_insert_threshold = -1);
alter table reservations.arrivals set (autovacuum_vacuum_insert_threshold = -1);
alter table reservations.decisions set (autovacuum_vacuum_insert_threshold = -1);
