-- Batches come in order and go in order: the vacuum after they went does for a page all that one after they came would do.
-- Their payloads lie beside the table, and what is said of it holds there.
alter table log.batches set (autovacuum_vacuum_insert_threshold = -1);
