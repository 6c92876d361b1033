/**
 * Tells other processes where partitions end now. Beside the appends and not inside them: PostgreSQL
 * commits transactions that notify one after the other, which would end the sharing of disk flushes.
 * A lost announcement costs a subscriber the wait until its next look, no record.
 */
import type { LogSession } from './postgres-session.ts';

export const endsChannel = 'log';

/** PostgreSQL refuses payloads of 8,000 bytes; one entry has at most 40. */
const entriesMax = 190;

export interface PartitionEnd {
  readonly topicId: number;
  readonly partition: number;
  readonly nextOffset: number;
}

export interface Announcer {
  announce(end: PartitionEnd): void;
  /** What was announced is sent, or has failed. */
  settled(): Promise<void>;
}

export function announcer(session: LogSession, failed: (error: unknown) => void): Announcer {
  const waiting = new Map<string, number>();
  let sending: Promise<void> | undefined;

  /** What comes meanwhile goes with the next; a partition that moved twice is told once. */
  async function send(): Promise<void> {
    while (waiting.size > 0) {
      const entries = [...waiting].slice(0, entriesMax);
      for (const [place] of entries) waiting.delete(place);
      const payload = entries.map(([place, nextOffset]) => `${place}:${nextOffset}`).join(' ');
      try {
        await session.run('select pg_notify($1, $2)', [endsChannel, payload]);
      } catch (error) {
        failed(error);
      }
    }
    sending = undefined;
  }

  return {
    announce({ topicId, partition, nextOffset }) {
      waiting.set(`${topicId}:${partition}`, nextOffset);
      sending ??= send();
    },
    settled: async () => sending,
  };
}

/** The ends in an announcement; what is not one is left out, since anyone may notify. */
export function endsOf(payload: string): PartitionEnd[] {
  const ends: PartitionEnd[] = [];
  for (const entry of payload.split(' ')) {
    const [topicId, partition, nextOffset, ...more] = entry.split(':').map(Number);
    if (topicId === undefined || partition === undefined || nextOffset === undefined) continue;
    if (more.length > 0 || !Number.isSafeInteger(topicId + partition + nextOffset)) continue;
    ends.push({ topicId, partition, nextOffset });
  }
  return ends;
}
