-- Which shard a database is, is asked of a function, and by the one role that every login may speak
-- as: no role reaches a table of another schema.

revoke select on serai.shard from public;
revoke usage on schema serai from public;
grant usage on schema serai to serai_telemetry;

create function serai.shard_place() returns table (number integer, shards integer)
  language sql stable security definer set search_path = serai
  as $$ select it.number, it.shards from serai.shard it $$;
revoke execute on function serai.shard_place() from public;
grant execute on function serai.shard_place() to serai_telemetry;
