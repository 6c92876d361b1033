-- A policy's condition is judged for every row, and reading the list of tenants from its text each
-- time cost more than the row. As a query of its own it is read once for each statement.

create or replace procedure serai.protect(target regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format($policy$
    create policy tenant on %s
      using (tenant_id = any((select nullif(current_setting('app.tenants', true), '')::uuid[])::uuid[]))
      with check (tenant_id = any((select nullif(current_setting('app.tenants', true), '')::uuid[])::uuid[]))
  $policy$, target);
end $$;

do $$
declare
  protected regclass;
begin
  for protected in
    select polrelid from pg_policy
    where polname = 'tenant' and pg_get_expr(polqual, polrelid) like '%app.tenants%'
  loop
    execute format($policy$
      alter policy tenant on %s
        using (tenant_id = any((select nullif(current_setting('app.tenants', true), '')::uuid[])::uuid[]))
        with check (tenant_id = any((select nullif(current_setting('app.tenants', true), '')::uuid[])::uuid[]))
    $policy$, protected);
  end loop;
end $$;
