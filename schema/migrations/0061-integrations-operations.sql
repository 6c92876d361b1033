-- The operators' functions over events and dead letters: their idempotency records, and the two
-- questions they may ask of push delivery.

call serai.create_context_tables('integrations', 8);

grant usage on schema push to serai_integrations;
grant execute on function push.dead_letters_before(timestamptz, uuid, text, text, integer) to serai_integrations;
grant execute on function push.retry_dead_letter(uuid, text) to serai_integrations;
