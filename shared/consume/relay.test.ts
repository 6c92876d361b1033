/** A relay carries every fact to the log, in order, whatever the log answers and however many relays there are. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Channels } from '#shared/cache/channels.ts';
import { memoryChannels } from '#shared/cache/memory-channels.ts';
import { type Database, DatabaseUnavailable } from '#shared/database/database.ts';
import { eventOfRecord, positionOf } from '#shared/events/fact-record.ts';
import { type FreshFacts, freshFacts } from '#shared/events/fresh-facts.ts';
import { announceFacts, insertEvents, outboxChannel } from '#shared/events/outbox.ts';
import { type FactRow, factColumns, recordOfFact } from '#shared/events/outbox-fact.ts';
import { relay } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import type { Appended, EventLog } from '#shared/log/log.ts';
import { context, type PushHouse, pushHouse, tenantId } from '#shared/push/testing/house.ts';
import { type Running, runRelay } from './relay.ts';
import { giveBack, nextFacts } from './relay-cursor.ts';
import { eventOf } from './testing/marking.ts';

const patience = { timeout: 10_000, interval: 10 };
/** As many as the context's outbox has. */
const partitions = 8;

let house: PushHouse;
let database: Database;
let relayDatabase: Database;
let channels: Channels;
let fresh: FreshFacts;
let topic: string;
let running: Running[];

beforeEach(async () => {
  house = await pushHouse();
  database = house.database(`serai_${context}`, { schema: context });
  relayDatabase = house.database(`serai_${context}_relay`, { schema: context });
  channels = memoryChannels();
  fresh = freshFacts();
  topic = await house.topic(partitions);
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((each) => each.stop()));
  await house.close();
});

/** `answers` are given in turn instead of the log's own; the log is asked all the same unless it refuses. */
async function start(answers: Appended[] = []): Promise<Running> {
  const { engines } = house.process();
  const log: EventLog = {
    ...engines.log,
    async append(to, records) {
      const answer = answers.shift();
      if (answer === 'refused') return 'refused';
      const appended = await engines.log.append(to, records);
      return answer ?? appended;
    },
  };
  const given: Engines = { ...engines, log, channels, fresh, relayDatabase: () => relayDatabase };
  const started = await runRelay(
    relay({
      ...{ context, name: 'carry', purpose: 'Carries facts.', topic },
      scale: { replicasMin: 1, replicasMax: 2 },
    }),
    given,
  );
  running.push(started);
  return started;
}

async function happen(count: number, partition: number, wake = true): Promise<void> {
  const facts = Array.from({ length: count }, () => eventOf(randomUUID(), partition));
  await database.write([tenantId], (sql) => insertEvents(sql, facts));
  if (wake) await channels.publish(outboxChannel(context), '');
}

/** Positions in a partition of the topic, as they lie there. */
async function carried(partition: number): Promise<number[]> {
  const records = await house.log.read({ topic, partition }, 0, 5_000);
  return records.map((record) => positionOf(record) ?? -1);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, position) => position);
}

/** What a reader that skips positions it has is left with. */
function firstOnly(positions: readonly number[]): number[] {
  let next = 0;
  return positions.filter((position) => {
    const isNew = position >= next;
    if (isNew) next = position + 1;
    return isNew;
  });
}

function arrives(partition: number, count: number): Promise<void> {
  return vi.waitFor(async () => {
    expect(firstOnly(await carried(partition))).toEqual(upTo(count));
  }, patience);
}

test('Facts lie in their partition by position, each once, as CloudEvents of their context', async () => {
  await start();
  await happen(3, 2);
  await happen(700, 5);
  await happen(1, 2);
  await arrives(5, 700);
  await arrives(2, 4);
  expect(await carried(5)).toEqual(upTo(700));
  expect(await carried(2)).toEqual(upTo(4));
  expect(await carried(0)).toEqual([]);
  const [record] = await house.log.read({ topic, partition: 2 }, 0, 1);
  expect(record && eventOfRecord(record)).toMatchObject({
    ...{ specversion: '1.0', source: `/${context}`, type: 'thing.marked.v1' },
    extensions: { tenantid: tenantId, sequence: '00000000000000000000' },
  });
  expect(record?.key).toBe(record && eventOfRecord(record)?.extensions['partitionkey']);
});

test('A fact of a transaction that was rolled back is neither carried nor missed', async () => {
  await start();
  await happen(1, 0);
  const lost = database.write([tenantId], async (sql) => {
    await insertEvents(sql, [eventOf('never', 0)]);
    throw new Error('undone');
  });
  await expect(lost).rejects.toThrow('undone');
  await happen(1, 0);
  await arrives(0, 2);
});

test('A read leaves out the partitions whose next facts are at hand', async () => {
  await happen(2, 1, false);
  await happen(1, 2, false);
  const owner = randomUUID();
  const placesOf = async (atHand: readonly number[]) =>
    (await nextFacts(relayDatabase, owner, [], atHand)).map(({ partition, position }) => [
      partition,
      position,
    ]);
  expect(await placesOf([1])).toEqual([[2, 0]]);
  expect(await placesOf([])).toEqual([
    [1, 0],
    [1, 1],
    [2, 0],
  ]);
  await giveBack(relayDatabase, owner, []);
});

describe('Facts of its own process', () => {
  /** Of a trace that nobody follows: it is carried as it is. */
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

  async function happenHere(count: number, partition: number): Promise<void> {
    const facts = Array.from({ length: count }, () => ({
      ...eventOf(randomUUID(), partition),
      traceparent,
    }));
    const placed = await database.write([tenantId], (sql) => insertEvents(sql, facts));
    await announceFacts({ channels, fresh }, context, placed);
  }

  async function cursorOf(partition: number): Promise<number | undefined> {
    const [row] = await database.read([], (sql) =>
      sql.rows<{ next_position: number }>(
        'select next_position from relay_cursor where partition = $1',
        [partition],
      ),
    );
    return row?.next_position;
  }

  /** As a relay makes them of the rows. */
  async function recordsOf(partition: number) {
    const rows = await relayDatabase.read([], (sql) =>
      sql.rows<FactRow>(
        `select ${factColumns} from events fact where partition = $1 order by position`,
        [partition],
      ),
    );
    return rows.map((row) => recordOfFact(context, row, row.traceparent));
  }

  test('are carried though the database is away, as it would have given them', async () => {
    let away = false;
    const whole = relayDatabase;
    relayDatabase = {
      ...whole,
      write: (tenants, work) =>
        away ? Promise.reject(new DatabaseUnavailable('away')) : whole.write(tenants, work),
    };
    await start();
    // The first of a partition is read: so it is known who leads it.
    await happenHere(2, 1);
    await arrives(1, 2);
    away = true;
    await happenHere(3, 1);
    await happenHere(1, 1);
    await arrives(1, 6);
    away = false;
    const records = await house.log.read({ topic, partition: 1 }, 0, 10);
    expect(records.map(({ key, headers, value }) => ({ key, headers, value }))).toEqual(
      await recordsOf(1),
    );
    await vi.waitFor(async () => expect(await cursorOf(1)).toBe(6), patience);
  });

  test('go on behind those of others, and are not carried before them', async () => {
    await start();
    await happenHere(1, 1);
    await arrives(1, 1);
    await happen(2, 1, false);
    await happenHere(1, 1);
    await happenHere(1, 1);
    await arrives(1, 5);
    expect(await carried(1)).toEqual(upTo(5));
  });
});

test('Facts nobody called for are found soon', async () => {
  await start();
  await happen(2, 1, false);
  await arrives(1, 2);
});

describe('When the log', () => {
  test('refuses, the same facts are offered again', async () => {
    await start(['refused', 'refused']);
    await happen(5, 0);
    await arrives(0, 5);
    expect(await carried(0)).toEqual(upTo(5));
  });

  test('may have taken them, they are sent again, and a reader has each once', async () => {
    await start(['unknown', 'unknown']);
    await happen(5, 0);
    await vi.waitFor(async () => expect(await carried(0)).toHaveLength(15), patience);
    expect(await carried(0)).toEqual([...upTo(5), ...upTo(5), ...upTo(5)]);
    await happen(1, 0);
    await arrives(0, 6);
    expect(await carried(0)).toHaveLength(16);
  });
});

describe('Two relays at once', () => {
  test('share the work by leases: nothing is carried twice', async () => {
    await start();
    await start();
    for (let round = 0; round < 20; round += 1) await happen(5, round % partitions);
    for (const [partition, count] of [15, 15, 15, 15, 10, 10, 10, 10].entries()) {
      await arrives(partition, count);
      expect(await carried(partition)).toEqual(upTo(count));
    }
  });

  test('that lose their leases all the time still leave order and density', async () => {
    await start();
    await start();
    const cut = async () => {
      await database.write([], (sql) =>
        // Locked in the relays' order: in any other, the database would end one of them as a deadlock.
        sql.count(
          `with held as (select partition from relay_cursor order by partition for update)
           update relay_cursor cursor set lease_until = '-infinity'
           from held where cursor.partition = held.partition`,
        ),
      );
    };
    const happening = Array.from({ length: 40 }, (_, at) => happen(7, at % 3).then(cut));
    await Promise.all(happening);
    for (const [partition, count] of [98, 91, 91].entries()) await arrives(partition, count);
  });

  test('one goes on where the other has stopped', async () => {
    const first = await start();
    await happen(3, 0);
    await arrives(0, 3);
    await first.stop();
    await happen(3, 0);
    await start();
    await arrives(0, 6);
    expect(await carried(0)).toEqual(upTo(6));
  });
});
