/** The judgement is shown what a healthy product leaves, then the same with one thing wrong, planted in its own database: it finds each. */
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectAsOwner } from '#shared/database/owner-connection.ts';
import { type Evidence, gatherTables } from './evidence.ts';
import type { Intent, Journal } from './journal.ts';
import { judge } from './judge.ts';
import { startWorld, type World } from './world.ts';

/** Enough for each planted fault to find a row; it goes on until a booking found no room. */
const answersMin = 300;
/** Eight processes and a database start, on machines with much else to do. */
const startMsMax = 300_000;

let world: World;
let journal: Journal;
let evidence: Evidence;
let owner: pg.Client;

beforeAll(async () => {
  world = await startWorld();
  let refused = false;
  for (let answers = 0; answers < answersMin || !refused; answers += 1) {
    const intent = await world.journal.nextAnswer();
    refused ||= intent.answers[0]?.status === 409;
  }
  await world.calm();
  ({ journal } = world);
  evidence = await world.evidence();
  owner = await connectAsOwner(world.stack.addresses.databaseUrl, 'serai judge test');
}, startMsMax);
afterAll(async () => {
  await owner?.end();
  await world?.stop();
});

test('Nothing is found where nothing was harmed, and there was something to be found', () => {
  expect(judge(journal, evidence)).toEqual([]);
  const statuses = new Set(
    journal.intents.flatMap(({ answers }) => answers.map(({ status }) => status)),
  );
  expect(statuses).toEqual(new Set([201, 202, 409]));
});

const booked = ({ kind, answers }: Intent): boolean =>
  kind === 'book' && answers[0]?.status === 201;

describe('the judgement finds', () => {
  const one = `(select reservation_id from reservations.reservations order by reservation_id limit 1)`;
  const copy = `insert into reservations.reservations
    select (jsonb_populate_record(it, jsonb_build_object('reservation_id', gen_random_uuid(), 'confirmation_number', 'X' || number))).*
    from reservations.reservations it, generate_series(1, $copies) number where reservation_id = ${one}`;

  test.each([
    [
      'a booking that was lost',
      `delete from reservations.reservations where reservation_id = ${one}`,
      /was acknowledged and is there 0 times/,
    ],
    ['a booking that was doubled', copy.replace('$copies', '1'), /is nobody's/],
    ['a night that was sold too often', copy.replace('$copies', '4'), /room 5 of 4 was sold/],
    [
      'a decision that was lost',
      `delete from reservations.decisions where command_id = (select command_id from reservations.decisions limit 1)`,
      /is undecided/,
    ],
    [
      'a decision that nobody asked for',
      `insert into reservations.decisions select tenant_id, gen_random_uuid(), fingerprint, outcome from reservations.decisions limit 1`,
      /was decided and never sent/,
    ],
    [
      'another outcome than was told',
      `update reservations.decisions set outcome = 'no_room' where command_id = '$told'`,
      /was answered 201 and decided as no_room/,
    ],
    [
      'a command that was decided twice',
      `insert into reservations.events select (jsonb_populate_record(it, jsonb_build_object('position', next_position))).*
       from reservations.events it join reservations.outbox using (partition)
       where type = 'reservation.confirmed.v1' order by position limit 1`,
      /was decided 2 times/,
    ],
    [
      'a fact that was lost',
      `delete from reservations.events where (partition, position) = (select partition, position from reservations.events order by position, partition limit 1)`,
      /the first gap at 0/,
    ],
    [
      'a count of the writer that is wrong',
      `update reservations.nights set sold = sold + 1 where ctid = (select ctid from reservations.nights limit 1)`,
      /the writer counts/,
    ],
    [
      'a batch of the log that was lost',
      `delete from log.batches where ctid = (select ctid from log.batches limit 1)`,
      /the log .* has a batch up to|the log .* ends at/,
    ],
    [
      'a record that was parked',
      `insert into reservations.parked values ('decide-reservations', gen_random_uuid(), 0, 0, 'planted')`,
      /1 records were parked, 0 are no commands: planted/,
    ],
    [
      'a property whose subscriber has not recorded it',
      `delete from properties.properties where property_id = (select property_id from properties.properties limit 1)`,
      /was acknowledged and is recorded 0 times/,
    ],
    [
      'a fact that a subscriber refused',
      `insert into push.dead_letters
       values (gen_random_uuid(), 'record-property', 't', gen_random_uuid(), 0, 0, 500, 'planted', '{}', now())`,
      /1 facts went to the dead letters/,
    ],
    [
      'what a stale writer left: nights as they were before',
      `update reservations.nights set sold = sold - 1 where ctid = (select ctid from reservations.nights where sold > 0 limit 1)`,
      /the writer counts/,
    ],
    [
      'what a stale writer left: a position that was given before',
      `update reservations.events set position = position - 1 + 100000 where (partition, position) in
         (select partition, max(position) from reservations.events group by partition limit 1)`,
      /the outbox \d has/,
    ],
    [
      'an acknowledged command that was never decided',
      `delete from reservations.decisions where command_id = (select '$acknowledged'::uuid)`,
      /was acknowledged and never decided/,
    ],
  ])('%s', async (_what, plant, fault) => {
    await owner.query('begin');
    const acknowledged = journal.intents.find(({ answers }) => answers[0]?.status === 202);
    const told = journal.intents.find(booked);
    const planted = await owner.query(
      plant
        .replace('$acknowledged', acknowledged?.commandId ?? '')
        .replace('$told', told?.commandId ?? ''),
    );
    const tables = await gatherTables(owner, evidence.rooms);
    await owner.query('rollback');
    expect(planted.rowCount).toBeGreaterThan(0);
    expect(judge(journal, { ...evidence, ...tables })).toEqual(
      expect.arrayContaining([expect.stringMatching(fault)]),
    );
  });

  test('all facts of a partition that were lost', () => {
    // Which partitions have facts is the properties' ids' to say, and those are drawn.
    const lost = evidence.outbox.findIndex((next) => next > 0);
    const facts = evidence.facts.filter(({ partition }) => partition !== lost);
    expect(facts.length).toBeLessThan(evidence.facts.length);
    expect(judge(journal, { ...evidence, facts })).toContain(
      `the outbox ${lost} has 0 facts up to ${evidence.outbox[lost]}, the first gap at 0`,
    );
  });

  test('an answer that nothing stands behind', () => {
    const extra: Intent = {
      ...{
        kind: 'book',
        key: 'k',
        commandId: 'c',
        propertyId: 'p',
        sentMs: 0,
        asked: 1,
        unknown: 0,
      },
      answers: [{ status: 201, id: '00000000-0000-8000-8000-000000000000' }],
    };
    expect(judge({ ...journal, intents: [...journal.intents, extra] }, evidence)).toContain(
      'the reservation 00000000-0000-8000-8000-000000000000 was acknowledged and is there 0 times',
    );
  });

  test('a booking whose answer was never written down', () => {
    const first = journal.intents.findIndex(booked);
    const id = journal.intents[first]?.answers[0]?.id;
    expect(judge({ ...journal, intents: journal.intents.toSpliced(first, 1) }, evidence)).toEqual([
      `the reservation ${id} is nobody's`,
      `a fact confirms ${id}, which is nobody's`,
    ]);
  });

  test('a key that was answered in two ways, or not at all', () => {
    const first = journal.intents.find(booked);
    if (first === undefined) throw new Error('nothing was booked');
    const rest = journal.intents.filter((intent) => intent !== first);
    const told = (answers: Intent['answers']): string[] =>
      judge({ ...journal, intents: [...rest, { ...first, answers }] }, evidence);
    expect(told([...first.answers, { status: 409, id: undefined }])).toEqual([
      `the key ${first.key} was answered 201 and 409`,
    ]);
    expect(told([])).toContain(`the key ${first.key} has no answer`);
  });

  test.each<[string, (evidence: Evidence) => Partial<Evidence>, RegExp]>([
    [
      'a fact that was relayed out of turn',
      ({ topic }) => ({ topic: topic.map((all) => all.toReversed()) }),
      /the topic \d jumps from 0 to/,
    ],
    [
      'a fact that was never relayed',
      ({ topic }) => ({ topic: topic.map((all) => all.slice(0, -1)) }),
      /the topic \d ends at/,
    ],
    [
      'a record that nobody can read, and that was not parked',
      () => ({ notCommands: 1 }),
      /0 records were parked, 1 are no commands/,
    ],
    [
      'something that is never done',
      () => ({ unfinished: ['commands of 3 are decided up to 1 of 2'] }),
      /commands of 3 are decided up to 1 of 2/,
    ],
    [
      'a command that was never decided',
      ({ commandsInLog }) => ({ commandsInLog: [...commandsInLog, 'lost'] }),
      /the command lost is undecided/,
    ],
    [
      'a projection that is not what the facts say',
      ({ rebuilt }) => ({
        rebuilt: {
          ...rebuilt,
          tables: rebuilt.tables.map((table) => ({ ...table, equal: false })),
        },
      }),
      /the projection arrivals is not what the facts say/,
    ],
  ])('%s', (_what, plant, fault) => {
    expect(judge(journal, { ...evidence, ...plant(evidence) })).toEqual(
      expect.arrayContaining([expect.stringMatching(fault)]),
    );
  });
});
