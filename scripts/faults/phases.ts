/** Where commands are on the booking path, seen from outside, in what is durable. */
import type pg from 'pg';
import { commandsTopic } from '#schema/reservations/commands.ts';
import type { EventLog } from '#shared/log/log.ts';
import { commandIdOf } from './evidence.ts';
import type { Intent } from './journal.ts';

export const phases = [
  'not in the log',
  'in the log, undecided',
  // An answer waits for the decision alone: relay and projection go on behind it.
  'decided, unanswered',
  'answered, not relayed',
  'relayed, not projected',
] as const;
export type Phase = (typeof phases)[number];

/** Which commands the log has; each look reads on from where the last one ended. */
export interface CommandsSeen {
  look(log: Pick<EventLog, 'partitions' | 'read'>): Promise<void>;
  readonly ids: ReadonlySet<string>;
}

const recordsPerRead = 1_000;

export function commandsSeen(): CommandsSeen {
  const ids = new Set<string>();
  const next = new Map<number, number>();
  return {
    ids,
    async look(log) {
      const states = await log.partitions(commandsTopic);
      for (const [partition, { nextOffset }] of states.entries()) {
        let offset = next.get(partition) ?? 0;
        while (offset < nextOffset) {
          const records = await log.read(
            { topic: commandsTopic, partition },
            offset,
            recordsPerRead,
          );
          for (const record of records) ids.add(commandIdOf(record) ?? '');
          offset += records.length;
        }
        next.set(partition, offset);
      }
    },
  };
}

interface Row {
  readonly command_id: string;
  readonly relayed: boolean;
  readonly projected: boolean;
}

/** The last fact of a command decides; one that left none has nothing to relay. */
const decided = `
  select command_id, coalesce(bool_and(position < cursor.next_position), true) as relayed,
    coalesce(bool_and(position < coalesce(seen.next_position, 0)), true) as projected
  from reservations.decisions
  left join reservations.events on correlation_id = command_id::text
  left join reservations.relay_cursor as cursor on cursor.partition = events.partition
  left join reservations.consumer_offsets as seen
    on seen.partition = events.partition and consumer = 'project-arrivals'
  where command_id = any($1::uuid[])
  group by command_id`;

/** Of each command that is still on its way, in any way. */
export async function phasesOf(
  owner: pg.Client,
  seen: CommandsSeen,
  intents: readonly Intent[],
): Promise<Phase[]> {
  const { rows } = await owner.query<Row>(decided, [intents.map(({ commandId }) => commandId)]);
  const known = new Map(rows.map((row) => [row.command_id, row]));
  return intents.flatMap((intent): Phase[] => {
    const row = known.get(intent.commandId);
    if (row === undefined)
      return [seen.ids.has(intent.commandId) ? 'in the log, undecided' : 'not in the log'];
    if (intent.asked > intent.answers.length) return ['decided, unanswered'];
    if (!row.relayed) return ['answered, not relayed'];
    return row.projected ? [] : ['relayed, not projected'];
  });
}
