/** Facts by the ten thousand, appended to the topic by the product's own producer: bookings would take an hour for them. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { eventsTopic } from '#schema/reservations/events.ts';
import { contentOf } from '#shared/events/read-fact.ts';
import { kafkaEventLog } from '#shared/log/kafka.ts';
import type { EventLog, LogRecord } from '#shared/log/log.ts';

/** As a relay carries them when it has many. */
const factsPerAppend = 500;
/** A relay carries a fact within a second, and longer on a busy machine. */
const carriedMsMax = 60_000;
const askMs = 500;
const confirmed = 'reservation.confirmed.v1';

/** So many facts of new reservations, made after one that is there, over all partitions alike. */
export async function writeFacts(broker: string, count: number): Promise<void> {
  const log = kafkaEventLog({
    access: { brokers: [broker], clientId: 'serai-trial' },
    report: (problem, error) => {
      throw new Error(problem, { cause: error });
    },
  });
  try {
    const pattern = await newestConfirmed(log);
    const { length } = await log.partitions(eventsTopic);
    for (let made = 0; made < count; made += factsPerAppend) {
      const records = Array.from({ length: Math.min(factsPerAppend, count - made) }, () =>
        another(pattern),
      );
      const partition = (made / factsPerAppend) % length;
      const told = await log.append({ topic: eventsTopic, partition }, records);
      if (told !== 'appended') throw new Error(`The log says: ${told}`);
    }
  } finally {
    await log.close();
  }
}

async function newestConfirmed(log: EventLog): Promise<LogRecord> {
  const endMs = performance.now() + carriedMsMax;
  for (;;) {
    for (const [partition, state] of (await log.partitions(eventsTopic)).entries()) {
      const from = Math.max(state.firstOffset, state.nextOffset - factsPerAppend);
      const records = await log.read({ topic: eventsTopic, partition }, from, factsPerAppend);
      const found = records.findLast(({ headers }) => headers['ce_type'] === confirmed);
      if (found !== undefined) return found;
    }
    if (performance.now() > endMs) throw new Error('Nobody has booked anything.');
    await pause(askMs);
  }
}

/** Without a position in an outbox, of which a reader takes none twice: it lies in none. */
function another(pattern: LogRecord): LogRecord {
  const fact = { ...contentOf(pattern), reservationId: randomUUID() };
  const { ce_sequence: _, ...rest } = pattern.headers;
  const headers = { ...rest, ce_id: randomUUID() };
  return { key: pattern.key, headers, value: Buffer.from(JSON.stringify(fact)) };
}
