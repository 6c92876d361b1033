/** What every journey on a cluster begins with: the product there, a hotel on it, and hands on pods and revisions. */
import type { Guest } from './guest.ts';
import type { Pods } from './pods.ts';
import type { Revisions } from './revisions.ts';
import type { Trial } from './trial.ts';

export interface Tried {
  readonly trial: Trial;
  readonly guest: Guest;
  readonly pods: Pods;
  readonly revisions: Revisions;
}

export async function bookedIn({ trial }: Pick<Tried, 'trial'>): Promise<number> {
  const { rows } = await trial.owner.query<{ count: number }>(
    'select count(*)::integer as count from reservations.reservations',
  );
  return rows[0]?.count ?? 0;
}
