/** What a log may do to those who read it: give everything twice, move partitions all the time, hold what nobody can read, begin again. */
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { commandsTopic } from '#schema/reservations/commands.ts';
import { eventsTopic } from '#schema/reservations/events.ts';
import { runConsumer } from '#shared/consume/consume.ts';
import type { EventLog, LogRecord, TopicPartition } from '#shared/log/log.ts';
import decideReservations from '../../../functions/reservations/decide-reservations.ts';
import { commandIdOf, recordsOf } from '../evidence.ts';
import { ownEngines, patiently } from '../own-engines.ts';
import { atLeast, atMost, patienceOf, type Suite } from '../suite.ts';
import { underLoad, type World } from '../world.ts';

const duplicatesFull = 100_000;
const duplicatesQuick = 6_000;
const joinsFull = 60;
const joinsQuick = 8;
/** Bookings that the copies are of. */
const decidedMin = 300;
const recordsPerAppend = 500;
/** Each waits for seconds: a log that is away for all of them does not come back. */
const appendAttemptsMax = 10;
/** What a partition with a poison record may stand still. */
const stallMsMax = 5_000;
/** Longer than a member needs to be given partitions. */
const memberMsMax = 400;

const poison: readonly LogRecord[] = [
  { key: 'poison', headers: {}, value: Buffer.from('no JSON') },
  { key: 'poison', headers: {}, value: Buffer.from('{"no":"command"}') },
];

export const log: Suite = async (run) => {
  const { quick, profile, say } = run;
  const { result, intents, faults } = await underLoad({ profile }, async (world) => {
    for (let answers = 0; answers < decidedMin; answers += 1) await world.journal.nextAnswer();
    const duplicates = await inject(world, quick ? duplicatesQuick : duplicatesFull);
    say(`${duplicates} duplicates`);
    const stallMs = await poisonAll(world);
    say(`a partition with a poison record stood still for ${stallMs.toFixed(0)} ms at most`);
    const joins = await storm(world, quick ? joinsQuick : joinsFull);
    say(`${joins} members came and went`);
    const reset = await resetOffsets(world);
    say(`${reset} offsets reset`);
    await world.worksAgain();
    return { duplicates, stallMs, joins, reset };
  });
  const { duplicates, stallMs, joins, reset } = result;
  return {
    figures: [
      `${duplicates} duplicates`,
      `${joins} members came and went`,
      `${poison.length} poison records parked, stall ${stallMs.toFixed(0)} ms`,
      `${reset} offsets reset to the start`,
      `${intents.length} keys`,
      `${faults.length} effects`,
    ],
    checks: [
      { title: 'copies, moves, poison and rereading have no effect', faults },
      atLeast('offsets were reset', reset, 2),
      atMost(
        'a poison record does not hold its partition',
        stallMs,
        stallMsMax * patienceOf(run),
        ' ms',
      ),
    ],
  };
};

/** Copies of commands and of facts, as they stand in the log, among new ones. */
async function inject(world: World, count: number): Promise<number> {
  return world.withLog(async (log) => {
    let injected = 0;
    while (injected < count) {
      for (const topic of [commandsTopic, eventsTopic])
        injected += await copyTopic(log, topic, count - injected);
    }
    return injected;
  });
}

async function copyTopic(log: EventLog, topic: string, countMax: number): Promise<number> {
  let copied = 0;
  for (const [partition, records] of (await recordsOf(log, topic)).entries()) {
    for (let at = 0; at < records.length && copied < countMax; at += recordsPerAppend) {
      const some = records.slice(at, Math.min(at + recordsPerAppend, at + countMax - copied));
      const appended = await log.append({ topic, partition }, some);
      if (appended === 'appended') copied += some.length;
    }
  }
  return copied;
}

/** Each where bookings go at that time; resolves with the longest that a partition was silent. */
async function poisonAll(world: World): Promise<number> {
  let worstMs = 0;
  const partitions = await world.withOwner(async (owner) => {
    const { rows } = await owner.query<{ partition: number }>(
      `select partition from reservations.properties join reservations.placement using (bucket)
       where property_id = any($1::uuid[])`,
      [world.propertyIds],
    );
    return rows.map((row) => row.partition);
  });
  for (const [at, record] of poison.entries()) {
    const partition = partitions[at % partitions.length] ?? 0;
    await insist(world, { topic: commandsTopic, partition }, record);
    worstMs = Math.max(worstMs, await world.worksAgain());
  }
  return worstMs;
}

/** A third decider joins and leaves, again and again, each time taking partitions from the others. */
async function storm(world: World, joins: number): Promise<number> {
  const engines = ownEngines(world.stack.addresses, 'storm');
  try {
    for (let joined = 0; joined < joins; joined += 1) {
      const member = await patiently(() => runConsumer(decideReservations, engines));
      await delay(randomInt(memberMsMax));
      await member.stop();
    }
  } finally {
    await engines.close();
  }
  await world.worksAgain();
  return joins;
}

/** Of the decider and of a projection: both read everything again. */
async function resetOffsets(world: World): Promise<number> {
  const reset = await world.withOwner(async (owner) => {
    const { rowCount } = await owner.query(
      `update reservations.consumer_offsets set next_offset = 0, next_position = 0
       where consumer in ('decide-reservations', 'project-arrivals')`,
    );
    return rowCount ?? 0;
  });
  await wake(world);
  return reset;
}

/** A reader that has nothing to do looks at its offset with the next record: every partition gets a copy. */
async function wake(world: World): Promise<void> {
  for (const topic of [commandsTopic, eventsTopic]) {
    const all = await world.withLog((log) => recordsOf(log, topic));
    for (const [partition, records] of all.entries()) {
      const copy = records.findLast(
        (record) => topic === eventsTopic || commandIdOf(record) !== undefined,
      );
      if (copy !== undefined) await insist(world, { topic, partition }, copy);
    }
  }
}

/** Until the log surely has it; a copy more is no harm, and is judged like the first. */
async function insist(world: World, to: TopicPartition, record: LogRecord): Promise<void> {
  for (let attempt = 0; attempt < appendAttemptsMax; attempt += 1) {
    const appended = await world.withLog((log) => log.append(to, [record]));
    if (appended === 'appended') return;
  }
  throw new Error('the log takes no record');
}
