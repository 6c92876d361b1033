/** Every command that the log took was decided exactly once, and the log itself has no gap. */
import { commandsTopic, type ReservationsCommand } from '#schema/reservations/commands.ts';
import { eventsTopic } from '#schema/reservations/events.ts';
import { positionOf } from '#shared/events/fact-record.ts';
import type { EventLog, StoredRecord } from '#shared/log/log.ts';
import { type Check, type FaultList, faultList } from './check.ts';
import type { Reader } from './reader.ts';

/** What one read brings: a megabyte. */
const recordsPerRead = 1_000;

type Log = Pick<EventLog, 'partitions' | 'read'>;

/** Visits every record that is kept, and tells where an offset is missing. */
async function walk(
  log: Log,
  topic: string,
  gaps: FaultList,
  visit: (record: StoredRecord, partition: number) => Promise<void> | void,
): Promise<number> {
  let count = 0;
  for (const [partition, { firstOffset, nextOffset }] of (await log.partitions(topic)).entries()) {
    let offset = firstOffset;
    while (offset < nextOffset) {
      const records = await log.read({ topic, partition }, offset, recordsPerRead);
      if (records.length === 0) {
        gaps.add(`${topic}, partition ${partition}: nothing from ${offset} to ${nextOffset}`);
        break;
      }
      for (const record of records) {
        if (record.offset !== offset) {
          gaps.add(`${topic}, partition ${partition}: ${record.offset} where ${offset} should be`);
        }
        offset = record.offset + 1;
        count += 1;
        await visit(record, partition);
      }
    }
  }
  return count;
}

export async function checkDecisions(reader: Reader, log: Log): Promise<readonly Check[]> {
  const gaps = faultList();
  const undecided = faultList();
  let waiting: { readonly id: string; readonly tenantId: string }[] = [];
  async function lookUp(): Promise<void> {
    const found = await reader.rows<{ id: string }>(
      `select wanted.id
       from unnest($1::uuid[], $2::uuid[]) wanted (tenant_id, id)
       left join reservations.decisions
         on decisions.tenant_id = wanted.tenant_id and decisions.command_id = wanted.id
       group by wanted.tenant_id, wanted.id
       having count(distinct decisions.ctid) <> 1`,
      [waiting.map(({ tenantId }) => tenantId), waiting.map(({ id }) => id)],
    );
    for (const { id } of found) undecided.add(`command ${id} has not exactly one decision`);
    waiting = [];
  }
  // A repeat is a record of its own; that it was not decided again shows in its one decision.
  const commands = await walk(log, commandsTopic, gaps, async (record) => {
    const { id, tenantId }: ReservationsCommand = JSON.parse(record.value.toString('utf8'));
    waiting.push({ id, tenantId });
    if (waiting.length === recordsPerRead) await lookUp();
  });
  await lookUp();
  const [{ twice } = { twice: 0 }] = await reader.rows<{ twice: number }>(
    `select count(*) as twice from (
       select from reservations.events group by causation_id, type, subject having count(*) > 1
     ) repeated`,
  );
  if (twice > 0) undecided.add(`${twice} commands left the same fact twice`);
  return [
    {
      name: 'every command was decided exactly once',
      looked: commands,
      unit: 'commands',
      faults: undecided.list,
    },
    {
      name: 'the log of commands has no gap',
      looked: commands,
      unit: 'records',
      faults: gaps.list,
    },
  ];
}

/** Positions of the outbox are dense, and its relay brought each of them to the topic in order. */
export async function checkPositions(reader: Reader, log: Log): Promise<readonly Check[]> {
  const outbox = faultList();
  const relayed = faultList();
  const rows = await reader.rows<{
    partition: number;
    facts: number;
    distinct: number;
    last: number | null;
    next_position: number;
  }>(
    `select outbox.partition, next_position, count(position) as facts,
            count(distinct position) as distinct, max(position) as last
     from reservations.outbox left join reservations.events using (partition)
     group by outbox.partition, next_position`,
  );
  for (const row of rows) {
    const dense =
      row.facts === row.next_position &&
      row.distinct === row.facts &&
      (row.last ?? -1) + 1 === row.facts;
    if (!dense)
      outbox.add(
        `partition ${row.partition}: ${row.facts} facts, next position ${row.next_position}`,
      );
  }
  const next = new Map<number, number>();
  const records = await walk(log, eventsTopic, relayed, (record, partition) => {
    const expected = next.get(partition) ?? 0;
    const position = positionOf(record);
    if (position === undefined || position > expected) {
      relayed.add(`partition ${partition}: position ${position} where ${expected} should be`);
    }
    // A repeat after an unknown outcome is allowed; readers skip it.
    next.set(partition, Math.max(expected, (position ?? expected) + 1));
  });
  for (const { partition, next_position } of rows) {
    if ((next.get(partition) ?? 0) !== next_position) {
      relayed.add(
        `partition ${partition}: relayed up to ${next.get(partition) ?? 0} of ${next_position}`,
      );
    }
  }
  return [
    {
      name: 'positions of facts have no gap',
      looked: rows.reduce((sum, { facts }) => sum + facts, 0),
      unit: 'facts',
      faults: outbox.list,
    },
    {
      name: 'every fact reached the log, in order',
      looked: records,
      unit: 'records',
      faults: relayed.list,
    },
  ];
}
