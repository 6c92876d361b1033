/** What prices may read of the writer's tables, by decision 31: nothing else of another context is anybody's to read. */
import { expect, test } from 'vitest';
import { inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

test('No role may read or write a column of another context, but those that rooms left are reckoned from', async () => {
  const { rows } = await the.house.owner.query<{ promised: string }>(
    `select r.rolname || ' may ' || privilege || ' ' || c.oid::regclass || '.' || a.attname as promised
     from pg_roles r, pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped,
       unnest(array['select', 'insert', 'update']) privilege
     where r.rolname like 'serai\\_%' and c.relkind in ('r', 'p', 'v', 'm')
       and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
       and r.rolname <> 'serai_audit'
       and r.rolname <> 'serai_' || n.nspname and r.rolname not like 'serai\\_' || n.nspname || '\\_%'
       and has_schema_privilege(r.oid, n.oid, 'usage')
       and has_column_privilege(r.oid, c.oid, a.attnum, privilege)
     order by c.relname, a.attnum`,
  );
  expect(rows.map(({ promised }) => promised)).toEqual(
    [
      ...['nights.tenant_id', 'nights.property_id', 'nights.room_type', 'nights.night'],
      ...['nights.physical', 'nights.out_of_order', 'nights.sell_limit', 'nights.sold'],
      ...['properties.tenant_id', 'properties.property_id', 'properties.room_types'],
    ].map((column) => `serai_rates may select reservations.${column}`),
  );
});
