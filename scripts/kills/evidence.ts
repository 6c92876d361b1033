/** Everything the judgement needs, gathered from the database and the log when all is quiet. */
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { commandsTopic } from '#schema/reservations/commands.ts';
import { eventsTopic } from '#schema/reservations/events.ts';
import { positionOf } from '#shared/events/fact-record.ts';
import type { EventLog, StoredRecord } from '#shared/log/log.ts';
import { postgresEventLog } from '#shared/log/postgres.ts';
import { type Rebuilt, rebuildProjection } from '#shared/rebuild/rebuild.ts';
import arrivals from '../../functions/reservations/project-arrivals.ts';

export interface Evidence {
  readonly rooms: number;
  readonly reservations: readonly {
    readonly id: string;
    readonly property: string;
    readonly from: number;
    readonly to: number;
    readonly roomType: string;
  }[];
  /** What the writer believes it has sold, by night. */
  readonly nights: readonly {
    readonly property: string;
    readonly night: number;
    readonly roomType: string;
    readonly sold: number;
  }[];
  readonly decisions: readonly { readonly id: string; readonly outcome: string }[];
  readonly facts: readonly {
    readonly partition: number;
    readonly position: number;
    readonly type: string;
    readonly subject: string;
    readonly command: string;
  }[];
  /** Next positions by partition. */
  readonly outbox: readonly number[];
  /** In the order of the log, copies too. */
  readonly commandsInLog: readonly string[];
  /** Positions in the topic of facts, by partition, in its order, copies too. */
  readonly topic: readonly (readonly number[])[];
  readonly batches: readonly {
    readonly partition: string;
    readonly first: number;
    readonly next: number;
    readonly ends: readonly number[];
    readonly counts: readonly number[];
  }[];
  readonly parked: number;
  readonly rebuilt: Rebuilt;
}

/** The relay's lease, and what a small machine needs for the rest. */
const quietMsMax = 60_000;
const pollMs = 50;
const recordsPerRead = 1_000;

const tables = {
  reservations: `select reservation_id as id, property_id as property, room_type as "roomType",
      arrival - date '2000-01-01' as from, departure - date '2000-01-01' as to
    from reservations.reservations where status <> 'cancelled'`,
  nights: `select property_id as property, night - date '2000-01-01' as night, room_type as "roomType", sold
    from reservations.nights`,
  decisions: 'select command_id as id, outcome from reservations.decisions',
  facts: `select partition, position::integer, type, subject, correlation_id as command
    from reservations.events order by partition, position`,
  outbox: 'select next_position::integer as next from reservations.outbox order by partition',
  batches: `select name || ' ' || partition as partition, first_offset::integer as first, next_offset::integer as next,
      coalesce(array_agg(last_offset::integer order by last_offset) filter (where last_offset is not null), '{}') as ends,
      coalesce(array_agg(record_count order by last_offset) filter (where last_offset is not null), '{}') as counts
    from log.partitions join log.topics on id = topic_id
    left join log.batches using (topic_id, partition)
    group by name, partition, first_offset, next_offset order by name, partition`,
  parked: 'select count(*)::integer as parked from reservations.parked',
} as const;

/** Through `owner`, so that what it has not committed counts, too. */
export async function gather(url: string, owner: pg.Client, rooms: number): Promise<Evidence> {
  await quiet(owner);
  const log = postgresEventLog({ url, report: () => undefined });
  try {
    const rebuilt = await rebuildProjection({
      databaseUrl: url,
      declaration: arrivals,
      source: 'reservations',
    });
    return { ...(await gatherTables(owner, rooms)), ...(await gatherLog(log)), rebuilt };
  } finally {
    await log.close();
  }
}

type FromTables = Omit<Evidence, 'commandsInLog' | 'topic' | 'rebuilt'>;

export async function gatherTables(owner: pg.Client, rooms: number): Promise<FromTables> {
  const of = async (name: keyof typeof tables) => (await owner.query(tables[name])).rows;
  return {
    rooms,
    reservations: await of('reservations'),
    nights: await of('nights'),
    decisions: await of('decisions'),
    facts: await of('facts'),
    outbox: (await of('outbox')).map(({ next }) => next),
    batches: await of('batches'),
    parked: (await of('parked'))[0].parked,
  };
}

async function gatherLog(log: EventLog): Promise<Pick<Evidence, 'commandsInLog' | 'topic'>> {
  const commands = (await recordsOf(log, commandsTopic)).flat();
  const topic = await recordsOf(log, eventsTopic);
  return {
    commandsInLog: commands.map(({ value }) => JSON.parse(value.toString('utf8')).id),
    topic: topic.map((records) => records.map((record) => positionOf(record) ?? -1)),
  };
}

async function recordsOf(log: EventLog, topic: string): Promise<StoredRecord[][]> {
  const all: StoredRecord[][] = [];
  for (const [partition, { nextOffset }] of (await log.partitions(topic)).entries()) {
    const records: StoredRecord[] = [];
    while (records.length < nextOffset)
      records.push(...(await log.read({ topic, partition }, records.length, recordsPerRead)));
    all.push(records);
  }
  return all;
}

const unfinished = `
  select (
    select count(*) from log.partitions join log.topics on id = topic_id
    left join reservations.consumer_offsets as decided
      on consumer = 'decide-reservations' and decided.partition = partitions.partition
    where name = $1 and partitions.next_offset > coalesce(decided.next_offset, 0)
  ) + (
    select count(*) from reservations.outbox
    left join reservations.relay_cursor as cursor using (partition)
    left join reservations.consumer_offsets as seen
      on seen.partition = outbox.partition and consumer = 'project-arrivals'
    where outbox.next_position > least(cursor.next_position, coalesce(seen.next_position, 0))
  ) as waiting`;

/** Everything is decided, relayed and projected. */
async function quiet(owner: pg.Client): Promise<void> {
  const deadlineMs = performance.now() + quietMsMax;
  for (;;) {
    const { rows } = await owner.query<{ waiting: string }>(unfinished, [commandsTopic]);
    if (rows[0]?.waiting === '0') return;
    if (performance.now() > deadlineMs)
      throw new Error('something is never decided, relayed or projected');
    await delay(pollMs);
  }
}
