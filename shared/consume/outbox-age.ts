/** How long the oldest fact of an outbox has waited for its relay. */
import type { Database } from '#shared/database/database.ts';
import type { Reading } from '#shared/telemetry/readings.ts';

/** As the relay reads what comes next, one row of each partition: as cheap however much waits. */
const OLDEST = `
  select coalesce(extract(epoch from max(now() - fact.recorded_at)), 0)::float8 as seconds
  from relay_cursor cursor
  cross join lateral (
    select recorded_at from events
    where events.partition = cursor.partition and events.position >= cursor.next_position
    order by position limit 1
  ) fact`;

export async function outboxReadings(
  name: string,
  database: Database,
): Promise<readonly Reading[]> {
  const [row] = await database.read([], (sql) => sql.rows<{ seconds: number }>(OLDEST));
  const value = Math.max(0, row?.seconds ?? 0);
  return [{ name: 'serai_outbox_age_seconds', labels: { function: name }, value }];
}
