/** Where a reader of a topic stands in each partition, and how many records it has not handled. */
import type { Database } from '#shared/database/database.ts';
import type { EventLog } from '#shared/log/log.ts';
import type { Reading } from '#shared/telemetry/readings.ts';

/** `database` keeps the reader's offsets: a consumer's in its own context, a trigger's in `push`. */
export async function lagReadings(
  name: string,
  topic: string,
  log: Pick<EventLog, 'partitions'>,
  database: Database,
): Promise<readonly Reading[]> {
  // The offset first: what is handled meanwhile makes the lag look larger, never negative.
  const stored = await database.read([], (sql) =>
    sql.rows<{ partition: number; next_offset: number }>(
      'select partition, next_offset from consumer_offsets where consumer = $1',
      [name],
    ),
  );
  const offsets = new Map(stored.map((row) => [row.partition, row.next_offset]));
  const states = await log.partitions(topic);
  return states.flatMap(({ firstOffset, nextOffset }, partition) => {
    const offset = offsets.get(partition) ?? firstOffset;
    const labels = { function: name, partition: String(partition) };
    return [
      { labels, name: 'serai_consumer_lag_records', value: Math.max(0, nextOffset - offset) },
      { labels, name: 'serai_consumer_next_offset', value: offset },
    ];
  });
}
