/** What Prometheus reads of workers: how far behind they are, from where that is stored. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eventOf, type MarkingHouse, markingHouse } from '#shared/consume/testing/marking.ts';
import type { Database } from '#shared/database/database.ts';
import { insertEvents } from '#shared/events/outbox.ts';
import { type Declaration, relay } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import { context, type PushHouse, pushHouse, tenantId } from '#shared/push/testing/house.ts';
import { readingsOf } from './readings.ts';

let house: PushHouse;
let database: Database;
let marks: MarkingHouse;

beforeEach(async () => {
  house = await pushHouse();
  database = house.database(`serai_${context}`, { schema: context });
  marks = await markingHouse(house, database);
});
afterEach(async () => {
  await marks.stop();
  await house.close();
});

const carry = relay({
  ...{ context, name: 'carry', purpose: 'Carries facts.', topic: 'nowhere' },
  scale: { replicasMin: 1, replicasMax: 1 },
});

async function read(
  declaration: Declaration,
  engines: Partial<Engines> = {},
): Promise<Readonly<Record<string, number>>> {
  const own = {
    ...marks.main.engines,
    relayDatabase: () => house.database(`serai_${context}_relay`, { schema: context }),
    ...engines,
  };
  const readings = await readingsOf([declaration], own, [])();
  expect(new Set(readings.map(({ labels }) => labels['function']))).toEqual(
    new Set([declaration.name]),
  );
  return Object.fromEntries(readings.map(({ name, value }) => [name, value]));
}

test('A consumer is behind by what its partition holds beyond its stored offset', async () => {
  const declaration = marks.marking();
  const here = declaration as unknown as Declaration;
  await marks.append('one', 'two', 'three');
  expect(await read(here)).toMatchObject({
    serai_consumer_lag_records: 3,
    serai_consumer_next_offset: 0,
    serai_readable: 1,
  });
  await marks.start(declaration);
  await marks.handled(declaration, 3);
  expect(await read(here)).toMatchObject({
    serai_consumer_lag_records: 0,
    serai_consumer_next_offset: 3,
  });
});

test('An outbox is as old as its oldest fact that was not carried', async () => {
  expect(await read(carry)).toMatchObject({ serai_outbox_age_seconds: 0, serai_readable: 1 });
  await database.write([tenantId], (sql) => insertEvents(sql, [eventOf('one', 2)]));
  await vi.waitFor(async () =>
    expect((await read(carry))['serai_outbox_age_seconds']).toBeGreaterThan(0.05),
  );
  const relays = house.database(`serai_${context}_relay`, { schema: context });
  await relays.write([], (sql) =>
    sql.count('update relay_cursor set next_position = 1 where partition = 2'),
  );
  expect(await read(carry)).toMatchObject({ serai_outbox_age_seconds: 0 });
});

test('What cannot be read is left out and told, and the others are there', async () => {
  const away = { database: () => ({ read: () => Promise.reject(new Error('away')) }) };
  const readings = await read(
    marks.marking() as unknown as Declaration,
    away as unknown as Partial<Engines>,
  );
  expect(readings['serai_readable']).toBe(0);
  expect(Object.keys(readings).sort()).toEqual([
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'serai_event_loop_busy_seconds_total',
    'serai_readable',
  ]);
});

test('Of several databases each is read, and named', async () => {
  await marks.append('one');
  const { engines } = marks.main;
  const shards = { all: [engines, engines], of: () => engines } as unknown as Engines['shards'];
  const readings = await readingsOf(
    [marks.marking() as unknown as Declaration],
    { ...engines, shards },
    [],
  )();
  const lags = readings.filter(({ name }) => name === 'serai_consumer_lag_records');
  expect(lags.map(({ labels, value }) => [labels['shard'], labels['partition'], value])).toEqual([
    ['0', '0', 1],
    ['1', '0', 1],
  ]);
});

test('The engines are asked once however many ask at once', async () => {
  let asked = 0;
  const log = {
    ...marks.main.engines.log,
    partitions: (topic: string) => {
      asked += 1;
      return marks.main.engines.log.partitions(topic);
    },
  };
  const readings = readingsOf(
    [marks.marking() as unknown as Declaration],
    { ...marks.main.engines, log },
    [],
  );
  await Promise.all([readings(), readings(), readings()]);
  expect(asked).toBe(1);
  await readings();
  expect(asked).toBe(2);
});
