/** Everything the judgement needs, gathered from the database and the log when all is quiet. */
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { commandsTopic } from '#schema/reservations/commands.ts';
import { eventsTopic } from '#schema/reservations/events.ts';
import { positionOf } from '#shared/events/fact-record.ts';
import type { EventLog, StoredRecord } from '#shared/log/log.ts';
import { type Rebuilt, rebuildProjection } from '#shared/rebuild/rebuild.ts';
import arrivals from '../../functions/reservations/project-arrivals.ts';

export interface Evidence {
  /** Of each type, by property; those that are not here have one. */
  readonly rooms: ReadonlyMap<string, number>;
  /** What was still not decided, relayed, projected or recorded after a long wait. */
  readonly unfinished: readonly string[];
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
  /** Records among them that nobody can read. */
  readonly notCommands: number;
  /** Positions in the topic of facts, by partition, in its order, copies too. */
  readonly topic: readonly (readonly number[])[];
  readonly batches: readonly {
    readonly partition: string;
    readonly first: number;
    readonly next: number;
    readonly ends: readonly number[];
    readonly counts: readonly number[];
  }[];
  /** Reasons. */
  readonly parked: readonly string[];
  /** Properties, as their subscriber has recorded them. */
  readonly recorded: readonly string[];
  readonly deadLetters: number;
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
  // The house's are the sum of its types'; its own rows hold a limit and no count.
  nights: `select property_id as property, night - date '2000-01-01' as night,
      coalesce(room_type, 'house') as "roomType", sum(sold)::integer as sold
    from reservations.nights where room_type <> 'house'
    group by grouping sets ((property_id, room_type, night), (property_id, night))`,
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
  parked: 'select reason from reservations.parked order by reason',
  recorded: 'select property_id as id from properties.properties',
  deadLetters: 'select count(*)::integer as letters from push.dead_letters',
} as const;

export interface Gathered {
  readonly databaseUrl: string;
  readonly log: EventLog;
  readonly owner: pg.Client;
  /** Of the database where the subscriber records properties: another one, where there are several. */
  readonly recorder: pg.Client;
}

export async function gather(
  { databaseUrl, log, owner, recorder }: Gathered,
  rooms: ReadonlyMap<string, number>,
): Promise<Evidence> {
  const unfinished = await quiet({ log, owner, recorder });
  const rebuilt = await rebuildProjection({
    ...{ databaseUrl, declaration: arrivals, source: 'reservations' },
  });
  return {
    ...(await gatherTables(owner, rooms)),
    ...(await gatherLog(log)),
    ...{ rebuilt, unfinished },
  };
}

type FromTables = Omit<
  Evidence,
  'commandsInLog' | 'notCommands' | 'topic' | 'rebuilt' | 'unfinished'
>;

export async function gatherTables(
  owner: pg.Client,
  rooms: ReadonlyMap<string, number>,
): Promise<FromTables> {
  const of = async (name: keyof typeof tables) => (await owner.query(tables[name])).rows;
  return {
    rooms,
    reservations: await of('reservations'),
    nights: await of('nights'),
    decisions: await of('decisions'),
    facts: await of('facts'),
    outbox: (await of('outbox')).map(({ next }) => next),
    batches: await of('batches'),
    parked: (await of('parked')).map(({ reason }) => reason),
    recorded: (await of('recorded')).map(({ id }) => id),
    deadLetters: (await of('deadLetters'))[0].letters,
  };
}

async function gatherLog(
  log: EventLog,
): Promise<Pick<Evidence, 'commandsInLog' | 'notCommands' | 'topic'>> {
  const commands = (await recordsOf(log, commandsTopic)).flat();
  const commandsInLog = commands.flatMap((record) => commandIdOf(record) ?? []);
  const topic = await recordsOf(log, eventsTopic);
  return {
    commandsInLog,
    notCommands: commands.length - commandsInLog.length,
    topic: topic.map((records) => records.map((record) => positionOf(record) ?? -1)),
  };
}

/** Of what is no command there is none: it was planted, and is found among the parked. */
export function commandIdOf({ value }: StoredRecord): string | undefined {
  try {
    return JSON.parse(value.toString('utf8')).id;
  } catch {
    // Not JSON.
    return undefined;
  }
}

export async function recordsOf(log: EventLog, topic: string): Promise<StoredRecord[][]> {
  const all: StoredRecord[][] = [];
  for (const [partition, state] of (await log.partitions(topic)).entries()) {
    const records: StoredRecord[] = [];
    let offset = state.firstOffset;
    while (offset < state.nextOffset) {
      const read = await log.read({ topic, partition }, offset, recordsPerRead);
      records.push(...read);
      offset = (read.at(-1)?.offset ?? state.nextOffset) + 1;
    }
    all.push(records);
  }
  return all;
}

const decidedOffsets = `
  select partition, next_offset::integer as next from reservations.consumer_offsets
  where consumer = 'decide-reservations'`;

const unfinished = `
  select 'facts of ' || outbox.partition || ' are relayed up to ' || cursor.next_position || ' and projected up to '
    || coalesce(seen.next_position, 0) || ' of ' || outbox.next_position as what
  from reservations.outbox
  left join reservations.relay_cursor as cursor using (partition)
  left join reservations.consumer_offsets as seen
    on seen.partition = outbox.partition and consumer = 'project-arrivals'
  where outbox.next_position > least(cursor.next_position, coalesce(seen.next_position, 0))`;

/** Waits until everything is decided, relayed, projected and recorded; resolves with what never was. */
async function quiet(of: Omit<Gathered, 'databaseUrl'>): Promise<string[]> {
  const deadlineMs = performance.now() + quietMsMax;
  for (;;) {
    const waiting = [
      ...(await undecided(of.owner, of.log)),
      ...(await unfollowed(of.owner)),
      ...(await unrecorded(of)),
    ];
    if (waiting.length === 0 || performance.now() > deadlineMs) return waiting;
    await delay(pollMs);
  }
}

async function undecided(owner: pg.Client, log: EventLog): Promise<string[]> {
  const { rows } = await owner.query<{ partition: number; next: number }>(decidedOffsets);
  const next = new Map(rows.map((row) => [row.partition, row.next]));
  return (await log.partitions(commandsTopic)).flatMap((state, partition) => {
    const at = next.get(partition) ?? state.firstOffset;
    const said = `commands of ${partition} are decided up to ${at} of ${state.nextOffset}`;
    return at < state.nextOffset ? [said] : [];
  });
}

async function unfollowed(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ what: string }>(unfinished);
  return rows.map(({ what }) => what);
}

async function unrecorded({
  owner,
  recorder,
}: Pick<Gathered, 'owner' | 'recorder'>): Promise<string[]> {
  const known = await owner.query('select property_id as id from reservations.properties');
  const recorded = new Set((await recorder.query(tables.recorded)).rows.map(({ id }) => id));
  return known.rows.flatMap(({ id }) =>
    recorded.has(id) ? [] : [`the property ${id} is not recorded`],
  );
}
