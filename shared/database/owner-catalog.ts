/** What the owner asks the catalog before it works on tables of ours. */
import type pg from 'pg';

/** Our schemas are those of the ledger's file names, `NNNN-<schema>-<what>.sql`. */
export const ourSchemas = `(select distinct split_part(name, '-', 2)::regnamespace from migrations.applied)`;

/** Whether row-level security, forced or not, holds nothing back from this user. */
export async function passesPolicies(owner: pg.Client): Promise<boolean> {
  const { rows } = await owner.query<{ passes: boolean }>(
    'select rolsuper or rolbypassrls as passes from pg_roles where rolname = current_user',
  );
  return rows[0]?.passes === true;
}
