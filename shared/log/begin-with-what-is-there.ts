/** After a restore that left the oldest records out: each partition begins with the first that came back, as after its retention. */
import { connectAsOwner } from '#shared/database/owner-connection.ts';

export async function beginWithWhatIsThere(url: string): Promise<void> {
  const client = await connectAsOwner(url, 'serai restore');
  try {
    await client.query(`
      update log.partitions it set first_offset = greatest(it.first_offset, coalesce((
        select min(last_offset - record_count + 1) from log.batches
        where topic_id = it.topic_id and partition = it.partition
      ), it.next_offset))`);
  } finally {
    await client.end();
  }
}
