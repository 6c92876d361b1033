/** The projection as its consumer runs it: exact figures, whatever comes twice, late or in pieces. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runConsumer } from '#shared/consume/consume.ts';
import type { Database } from '#shared/database/database.ts';
import type { AnyHttp } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import type { PartitionReader, StoredRecord, SubscribeOptions } from '#shared/log/log.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import { testClock } from '#shared/testing/sources.ts';
import getPropertyStatistics from './get-property-statistics.ts';
import listNightStatistics from './list-night-statistics.ts';
import projection from './project-night-statistics.ts';
import {
  booking,
  checkedOut,
  opened,
  propertyId,
  record,
  reservationFact,
  tenantId,
  turnedAway,
} from './testing.ts';

let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await testDatabase();
  database = server.database('serai_analytics', { schema: 'analytics' });
});
afterAll(() => server.close());
beforeEach(() =>
  database.write([tenantId], async (sql) => {
    for (const table of ['stays', 'nights', 'properties', 'flags', 'consumer_offsets']) {
      await sql.count(`delete from ${table}`);
    }
  }),
);

const silent = { debug() {}, info() {}, warn() {}, error() {} };

let presumesNew = false;
/** Later than a start is looked around after. */
const laterMs = 2_000;

/** The reader that the runtime opens for a partition, with a log that only hands it over. */
async function openReader(): Promise<PartitionReader> {
  const clock = testClock();
  const opening = Promise.withResolvers<SubscribeOptions>();
  const engines = {
    clock,
    database: () => database,
    logger: silent,
    telemetry: { count() {} },
    log: {
      subscribe(options: SubscribeOptions) {
        opening.resolve(options);
        return Promise.resolve({ owned: () => [], stop: async () => {} });
      },
    },
  } as unknown as Engines;
  await runConsumer(projection, engines);
  if (presumesNew) clock.advance(laterMs);
  const { open } = await opening.promise;
  return open(0, {
    topicIdentity: '018f0000-0000-7000-8000-00000000000f',
    firstOffset: 0,
    nextOffset: 1_000,
    committedOffset: null,
  });
}

async function project(...batches: readonly (readonly StoredRecord[])[]): Promise<void> {
  const reader = await openReader();
  for (const batch of batches) await reader.handle(batch);
}

function ask(declaration: unknown, query?: object, tenant = tenantId): Promise<unknown> {
  const { handle } = declaration as AnyHttp;
  const input = { params: { propertyId }, query, principal: { tenantId: tenant } };
  return database.read([tenant], async (sql) => handle(input as never, { sql } as never));
}

interface Kept {
  readonly version: number;
  readonly status: string | null;
  readonly reasons: string;
}

const second = '018f0000-0000-7000-8000-0000000000b2';
const facts: readonly StoredRecord[] = [
  record(0, 'property.opened.v1', opened()),
  record(1, 'reservation.confirmed.v1', reservationFact()),
  record(
    2,
    'reservation.confirmed.v1',
    reservationFact({
      reservationId: second,
      booking: booking({ roomType: 'STE', ratesMinor: [-638, 0] }),
      validationMessages: [{ code: 'rate_negative' }],
    }),
  ),
  record(
    3,
    'reservation.turned_away.v1',
    turnedAway({
      reservationId: '018f0000-0000-7000-8000-0000000000b3',
      validationMessages: [{ code: 'overbooked' }, { code: 'rate_negative' }],
    }),
  ),
  record(4, 'reservation.checked_in.v1', {
    ...reservationFact({ version: 2, status: 'in_house' }),
    previousStatus: 'confirmed',
  }),
  record(5, 'reservation.checked_in.v1', {
    ...reservationFact({ reservationId: second, version: 2, status: 'in_house' }),
    previousStatus: 'confirmed',
  }),
  record(6, 'reservation.checked_out.v1', checkedOut()),
  record(
    7,
    'reservation.checked_out.v1',
    checkedOut({
      reservationId: second,
      booking: booking({ roomType: 'STE', ratesMinor: [-638, 0] }),
      assignedRoomType: 'DBL',
      nightsStayed: 1,
    }),
  ),
];

const figures = {
  status: 200,
  body: {
    reservations: 2,
    status: { confirmed: 0, in_house: 0, checked_out: 2, cancelled: 0, no_show: 0 },
    roomNightsSold: 3,
    roomRevenueMinor: 21_362,
    roomRevenue: '213.62',
    adr: '71.2067',
    peakRoomsSold: { date: '2030-01-10', rooms: 2 },
    byStayMonth: { '2030-01': { roomNights: 3, roomRevenue: '213.62', adr: '71.2067' } },
    turnedAway: 1,
    flagged: { rate_negative: 2 },
  },
};

describe.each([
  ['looked up', false],
  ['presumed new', true],
])('statistics of a property, stays %s,', (_, presumed) => {
  beforeEach(() => {
    presumesNew = presumed;
  });

  test('count what was slept in and left, by the booked room type', async () => {
    await project(facts);
    expect(await ask(getPropertyStatistics)).toEqual(figures);
    expect(await ask(listNightStatistics, { from: '2030-01-10', to: '2030-01-12' })).toEqual({
      status: 200,
      body: {
        nights: [
          { night: '2030-01-10', roomType: 'DBL', roomsSold: 1, roomRevenueMinor: 10_000 },
          { night: '2030-01-10', roomType: 'STE', roomsSold: 1, roomRevenueMinor: -638 },
          { night: '2030-01-11', roomType: 'DBL', roomsSold: 1, roomRevenueMinor: 12_000 },
        ],
      },
    });
  });

  test('are the same when facts come one by one', async () => {
    await project(...facts.map((fact) => [fact]));
    expect(await ask(getPropertyStatistics)).toEqual(figures);
  });

  test('are the same when facts come again', async () => {
    const again = facts.map((fact) => ({ ...fact, offset: fact.offset + 100 }));
    await project(facts, again);
    expect(await ask(getPropertyStatistics)).toEqual(figures);
  });

  test('are the same when a booking that was turned away is made after all', async () => {
    const made = reservationFact({ reservationId: '018f0000-0000-7000-8000-0000000000b3' });
    await project(facts, [record(8, 'reservation.confirmed.v1', made)]);
    const { status } = figures.body;
    expect(await ask(getPropertyStatistics)).toEqual({
      ...figures,
      body: { ...figures.body, reservations: 3, status: { ...status, confirmed: 1 } },
    });
  });

  test('are the same when a fact comes late, with a position of its own', async () => {
    const late = reservationFact({ version: 2, status: 'in_house' });
    await project(facts, [record(8, 'reservation.modified.v1', late as never)]);
    expect(await ask(getPropertyStatistics)).toEqual(figures);
  });

  test('keep a row of a booking only once there is something to say of it', async () => {
    const rows = () =>
      database.read([tenantId], (sql) =>
        sql.rows<Kept>(
          `select version, status, reasons from stays order by reservation_id, version`,
        ),
      );
    await project(facts.slice(0, 2));
    expect(await rows()).toEqual([]);
    await project(facts.slice(2, 3));
    expect(await rows()).toEqual([{ version: 1, status: 'confirmed', reasons: 'rate_negative' }]);
    await project(facts.slice(3, 5));
    expect((await rows()).map(({ version, status }) => [version, status])).toEqual([
      [2, 'in_house'],
      [1, 'confirmed'],
      [0, null],
    ]);
    const { status } = figures.body;
    expect(await ask(getPropertyStatistics)).toMatchObject({
      body: { reservations: 2, status: { ...status, confirmed: 1, in_house: 1, checked_out: 0 } },
    });
  });

  test('keep the same of a booking that was turned away first, however facts fall into batches', async () => {
    const again = { reservationId: '018f0000-0000-7000-8000-0000000000b3' };
    const made = record(8, 'reservation.confirmed.v1', reservationFact(again));
    await project([...facts, made]);
    const kept = await database.read([tenantId], (sql) =>
      sql.rows<Kept>('select version, status, reasons from stays where reservation_id = $1', [
        again.reservationId,
      ]),
    );
    expect(kept).toEqual([{ version: 0, status: null, reasons: 'rate_negative' }]);
    const { status } = figures.body;
    expect(await ask(getPropertyStatistics)).toMatchObject({
      body: { reservations: 3, status: { ...status, confirmed: 1 } },
    });
  });

  test('find a booking that was turned away first counted once, whatever befalls it next', async () => {
    const again = { reservationId: '018f0000-0000-7000-8000-0000000000b3' };
    await project(
      facts,
      [record(8, 'reservation.confirmed.v1', reservationFact(again))],
      [
        record(9, 'reservation.cancelled.v1', {
          ...reservationFact({ ...again, version: 2, status: 'cancelled' }),
          ...{ previousStatus: 'confirmed', reason: 'other' },
        } as never),
      ],
    );
    const { status } = figures.body;
    expect(await ask(getPropertyStatistics)).toEqual({
      ...figures,
      body: { ...figures.body, reservations: 3, status: { ...status, cancelled: 1 } },
    });
  });

  test('take a stay back when its check-out is undone, and leave no empty night behind', async () => {
    const undone = record(8, 'reservation.reinstated.v1', {
      ...reservationFact({
        reservationId: second,
        version: 4,
        status: 'in_house',
        booking: booking({ roomType: 'STE', ratesMinor: [-638, 0] }),
      }),
      previousStatus: 'checked_out',
    });
    await project(facts, [undone]);
    expect(await ask(getPropertyStatistics)).toMatchObject({
      body: {
        status: { in_house: 1, checked_out: 1 },
        roomNightsSold: 2,
        roomRevenue: '220.00',
        peakRoomsSold: { date: '2030-01-10', rooms: 1 },
        flagged: { rate_negative: 2 },
      },
    });
    const nights = await database.read([tenantId], (sql) =>
      sql.rows(`select night, room_type from nights order by night`),
    );
    expect(nights).toEqual([
      { night: '2030-01-10', room_type: 'DBL' },
      { night: '2030-01-11', room_type: 'DBL' },
    ]);
  });

  test('are unknown to another tenant and before the property opened', async () => {
    const unknown = { refusal: 'property_unknown' };
    expect(await ask(getPropertyStatistics)).toEqual(unknown);
    await project(facts);
    const other = '018f0000-0000-7000-8000-000000000002';
    expect(await ask(getPropertyStatistics, undefined, other)).toEqual(unknown);
    expect(await ask(listNightStatistics, { from: '2030-01-10', to: '2030-01-12' }, other)).toEqual(
      unknown,
    );
  });
});
