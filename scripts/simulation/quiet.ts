/** Whether nothing is under way any more: everything the log has is decided, carried, shown and heard. */
import { commandsTopic } from '#schema/reservations/commands.ts';
import { eventsTopic } from '#schema/reservations/events.ts';
import { projections, subscribers, writers } from './functions.ts';
import type { LogServer } from './log-server.ts';
import type { Session } from './session.ts';

const decider = writers.find(({ kind }) => kind === 'consumer')?.name ?? '';
const readers = [...projections, ...subscribers].map(({ name }) => name);

/** What is still to come, in words; undefined when all is quiet. */
export async function unfinished(session: Session, log: LogServer): Promise<string | undefined> {
  const { rows } = await session.ask<{ consumer: string; partition: number; next_offset: number }>(
    `select consumer, partition, next_offset from reservations.consumer_offsets
     union all select consumer, partition, next_offset from analytics.consumer_offsets
     union all select consumer, partition, next_offset from push.consumer_offsets`,
  );
  const offsets = new Map(rows.map((row) => [`${row.consumer} ${row.partition}`, row.next_offset]));
  const lagging = (consumer: string, topic: string): string | undefined => {
    for (const [partition, { nextOffset }] of log.states(topic).entries()) {
      const at = offsets.get(`${consumer} ${partition}`) ?? 0;
      if (at !== nextOffset) return `${consumer} ${partition} is at ${at} of ${nextOffset}`;
    }
    return undefined;
  };
  const behind = lagging(decider, commandsTopic);
  if (behind !== undefined) return behind;
  const [counted] = (
    await session.ask<{ unsent: number; retries: number }>(
      `select (select count(*)::integer from reservations.outbox join reservations.relay_cursor cursor using (partition)
               where outbox.next_position <> cursor.next_position) as unsent,
              (select count(*)::integer from push.retries) as retries`,
    )
  ).rows;
  if (counted?.unsent !== 0) return 'facts wait for the relay';
  if (counted.retries !== 0) return `${counted.retries} deliveries wait`;
  return readers.map((name) => lagging(name, eventsTopic)).find((each) => each !== undefined);
}
