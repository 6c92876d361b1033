/** Whatever is killed, and whenever: nothing acknowledged is lost, nothing is doubled, nothing is sold twice. */
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectAsOwner } from '#shared/database/owner-connection.ts';
import { type Campaign, runCampaign } from './campaign.ts';
import { type Evidence, gatherTables } from './evidence.ts';
import { histogram } from './histogram.ts';
import type { Intent } from './journal.ts';
import { judge } from './judge.ts';
import { components } from './stack.ts';

/** Six for every process. */
const kills = 36;
/** A kill takes two to three seconds, on a busy machine twice that. */
const campaignMsMax = 400_000;

let campaign: Campaign;
let owner: pg.Client;

beforeAll(async () => {
  campaign = await runCampaign({ kills, told: () => undefined });
  owner = await connectAsOwner(campaign.stack.databaseUrl, 'serai kills test');
  process.stdout.write(`\n${histogram(campaign.kills)}\n\n`);
}, campaignMsMax);
afterAll(async () => {
  await owner?.end();
  await campaign?.stack.stop();
});

describe(`${kills} kills of the booking path under load`, () => {
  test('lose nothing, double nothing and sell nothing twice', () => {
    expect(campaign.faults).toEqual([]);
  });

  test('hit every component, each time with commands on their way', () => {
    expect(new Set(campaign.kills.map(({ component }) => component))).toEqual(new Set(components));
    expect(campaign.kills.filter(({ phases }) => phases.length === 0)).toEqual([]);
    expect(campaign.kills).toHaveLength(kills);
  });

  test('left bookings that were taken and bookings that found no room', () => {
    const statuses = new Set(campaign.journal.intents.map(({ answers }) => answers[0]?.status));
    expect(statuses).toEqual(new Set([201, 409]));
  });
});

const booked = ({ answers }: Intent): boolean => answers[0]?.status === 201;

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
      `update reservations.decisions set outcome = 'no_room' where command_id = (select command_id from reservations.decisions where outcome = 'accepted' and command_id::text in (select correlation_id from reservations.events where type = 'reservation.confirmed.v1') limit 1)`,
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
      /1 records were parked/,
    ],
  ])('%s', async (_what, plant, fault) => {
    await owner.query('begin');
    const planted = await owner.query(plant);
    const tables = await gatherTables(owner, campaign.evidence.rooms);
    await owner.query('rollback');
    expect(planted.rowCount).toBeGreaterThan(0);
    expect(judge(campaign.journal, { ...campaign.evidence, ...tables })).toEqual(
      expect.arrayContaining([expect.stringMatching(fault)]),
    );
  });

  test('an answer that nothing stands behind', () => {
    const { journal, evidence } = campaign;
    const extra: Intent = {
      ...{ key: 'k', commandId: 'c', propertyId: 'p', sentMs: 0 },
      answers: [{ status: 201, reservationId: '00000000-0000-8000-8000-000000000000' }],
    };
    expect(judge({ ...journal, intents: [...journal.intents, extra] }, evidence)).toContain(
      'the reservation 00000000-0000-8000-8000-000000000000 was acknowledged and is there 0 times',
    );
  });

  test('a booking whose answer was never written down', () => {
    const { journal, evidence } = campaign;
    const first = journal.intents.findIndex(booked);
    const id = journal.intents[first]?.answers[0]?.reservationId;
    expect(judge({ ...journal, intents: journal.intents.toSpliced(first, 1) }, evidence)).toEqual([
      `the reservation ${id} is nobody's`,
      `a fact confirms ${id}, which is nobody's`,
    ]);
  });

  test('a key that was answered in two ways, or not at all', () => {
    const { journal, evidence } = campaign;
    const first = journal.intents.find(booked);
    if (first === undefined) throw new Error('nothing was booked');
    const rest = journal.intents.filter((intent) => intent !== first);
    const told = (answers: Intent['answers']): string[] =>
      judge({ ...journal, intents: [...rest, { ...first, answers }] }, evidence);
    expect(told([...first.answers, { status: 409, reservationId: undefined }])).toEqual([
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
    const { journal, evidence } = campaign;
    expect(judge(journal, { ...evidence, ...plant(evidence) })).toEqual(
      expect.arrayContaining([expect.stringMatching(fault)]),
    );
  });
});
