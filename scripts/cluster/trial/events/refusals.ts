/** Has the database refuse the first inserts of a property, and counts all of them: a sequence never goes back. */
import type { Trial } from '../trial.ts';

export interface Refusals {
  /** From now on, this many. */
  refuse(count: number): Promise<void>;
  /** How often it was tried since then. */
  tried(): Promise<number>;
}

const prepare = `
create sequence public.trial_attempts;
create table public.trial_refusals (count integer not null);
insert into public.trial_refusals values (0);
create function public.trial_refuse() returns trigger language plpgsql security definer as $$
begin
  if nextval('public.trial_attempts') <= (select count from public.trial_refusals) then
    raise exception 'not yet';
  end if;
  return new;
end $$;
create trigger trial_refuse before insert on properties.properties
  for each row execute function public.trial_refuse()`;

export async function refusalsIn({ owner }: Pick<Trial, 'owner'>): Promise<Refusals> {
  await owner.query(prepare);
  return {
    async refuse(count) {
      await owner.query('update public.trial_refusals set count = $1', [count]);
      await owner.query("select setval('public.trial_attempts', 1, false)");
    },
    async tried() {
      const read = 'select case when is_called then last_value else 0 end::integer as tried';
      const { rows } = await owner.query<{ tried: number }>(`${read} from public.trial_attempts`);
      return rows[0]?.tried ?? 0;
    },
  };
}
