/** The checks of divided properties are shown what a healthy product leaves in two databases, then the same with one thing in the wrong one: they find each. */
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectAsOwner } from '#shared/database/owner-connection.ts';
import { type Evidence, gatherTables } from './evidence.ts';
import { judge } from './judge.ts';
import { mergeEvidence } from './merge-evidence.ts';
import { held, shardOfProperty } from './strays.ts';
import { startWorld, type World } from './world.ts';

const databases = 2;
/** In each database: enough for each planted fault to find a row. */
const bookedMin = 20;
/** Ten processes and two databases start, on machines with much else to do. */
const startMsMax = 300_000;

let world: World;
let parts: readonly Evidence[];
let owners: readonly pg.Client[];

beforeAll(async () => {
  world = await startWorld({
    shards: { databases, partitionsEach: 6 },
    chosen(ids) {
      const both = new Map(ids.map((id) => [shardOfProperty(id, databases), id]));
      return both.size < databases ? undefined : [...both.values()];
    },
  });
  // A key that is sent again is answered again: the booking is one.
  const booked = Array.from({ length: databases }, () => new Set<string>());
  while (booked.some(({ size }) => size < bookedMin)) {
    const { kind, propertyId, commandId, answers } = await world.journal.nextAnswer();
    if (kind !== 'book' || answers[0]?.status !== 201) continue;
    booked[shardOfProperty(propertyId, databases)]?.add(commandId);
  }
  await world.calm();
  parts = await world.evidences();
  owners = await Promise.all(
    world.databases.map((url) => connectAsOwner(url, 'serai shards test')),
  );
}, startMsMax);
afterAll(async () => {
  await Promise.all((owners ?? []).map((each) => each.end()));
  await world?.stop();
});

test('Nothing is found where nothing was harmed, and there was something to be found', async () => {
  expect(judge(world.journal, mergeEvidence(parts))).toEqual([]);
  for (const [shard, owner] of owners.entries()) {
    const { strays, properties, reservations } = await held(owner, shard, databases);
    expect(strays).toEqual([]);
    expect(properties).toBeGreaterThan(0);
    expect(reservations).toBeGreaterThanOrEqual(bookedMin);
  }
});

/** Puts a row of one database into the other, where it would be had somebody mistaken one for the other. */
async function mistaken<T>(table: string, look: (owner: pg.Client) => Promise<T>): Promise<T> {
  const [from, to] = owners;
  if (from === undefined || to === undefined) throw new Error('there are two databases');
  const { rows } = await from.query(`select to_jsonb(it) as it from ${table} it limit 1`);
  await to.query('begin');
  try {
    await to.query(
      `insert into ${table} select (jsonb_populate_record(null::${table}, $1::jsonb)).*`,
      [JSON.stringify(rows[0].it)],
    );
    return await look(to);
  } finally {
    await to.query('rollback');
  }
}

describe('the checks find', () => {
  test.each([
    'reservations.reservations',
    'reservations.nights',
    'reservations.arrivals',
    'reservations.guest_keys',
  ])('a row of %s in the other database', async (table) => {
    const { strays } = await mistaken(table, (owner) => held(owner, 1, databases));
    expect(strays).toEqual([
      expect.stringMatching(new RegExp(`^${table} of shard 1 has rows of .*another shard's$`)),
    ]);
  });

  test.each([
    [
      'a booking that both have',
      'reservations.reservations',
      /was acknowledged and is there 2 times/,
    ],
    ['a command that both decided', 'reservations.decisions', /a command has two decisions/],
  ])('%s', async (_what, table, fault) => {
    const [first, second] = parts;
    if (first === undefined || second === undefined) throw new Error('there are two databases');
    const tables = await mistaken(table, (owner) => gatherTables(owner, second.rooms));
    expect(judge(world.journal, mergeEvidence([first, { ...second, ...tables }]))).toEqual(
      expect.arrayContaining([expect.stringMatching(fault)]),
    );
  });

  test('facts that went to the topic of the other', () => {
    const topics = parts.map(({ topic }) => topic).toReversed();
    const turned = parts.map((part, shard) => ({ ...part, topic: topics[shard] ?? [] }));
    expect(judge(world.journal, mergeEvidence(turned))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^the topic \d+ ends at \d+, the outbox at/)]),
    );
  });

  test('a database that was left out', () => {
    expect(judge(world.journal, mergeEvidence(parts.slice(0, 1)))).toEqual(
      expect.arrayContaining([expect.stringMatching(/was acknowledged and is there 0 times/)]),
    );
  });

  test('a property opened where it does not belong: its database refuses it', async () => {
    await expect(mistaken('reservations.properties', async () => undefined)).rejects.toMatchObject({
      ...{ code: '23503', constraint: 'properties_bucket_fkey' },
    });
  });
});
