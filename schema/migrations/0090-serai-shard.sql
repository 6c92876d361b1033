-- Which of several databases this one is. No row: it is the only one. A database keeps the
-- placement of its own buckets alone, so that no property of another one can come into it:
-- reservations.properties refers to placement.

create table serai.shard (
  one boolean primary key default true check (one),
  number integer not null,
  shards integer not null,
  check (number >= 0 and number < shards)
);
grant usage on schema serai to public;
grant select on serai.shard to public;

-- Null when it is this shard now, or why it cannot be.
create function serai.become_shard(the_number integer, the_shards integer) returns text language plpgsql as $$
declare
  known serai.shard;
begin
  lock table serai.shard;
  select * into known from serai.shard;
  if found then
    return case when (known.number, known.shards) is distinct from (the_number, the_shards)
      then format('is shard %s of %s already', known.number, known.shards) end;
  end if;
  begin
    delete from reservations.placement where bucket * the_shards / 4096 <> the_number;
  exception when foreign_key_violation then
    return 'holds properties of another shard';
  end;
  insert into serai.shard (number, shards) values (the_number, the_shards);
  return null;
end $$;
revoke execute on function serai.become_shard(integer, integer) from public;
