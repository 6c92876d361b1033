/** The front desk's projections, fact by fact: delivered again, delivered late, and about something else. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '#shared/database/database.ts';
import type { ConsumerDeclaration, ConsumerTools } from '#shared/function/declare.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import projectArrivals from './project-arrivals.ts';
import projectInHouse from './project-in-house.ts';

let server: TestDatabase;
let database: Database;
let tenantId: string;
let reservationId: string;
const propertyId = randomUUID();

beforeAll(async () => {
  server = await testDatabase();
  database = server.database('serai_reservations', { schema: 'reservations' });
});
afterAll(() => server.close());
beforeEach(() => {
  [tenantId, reservationId] = [randomUUID(), randomUUID()];
});

function fact(version: number, status: string, more: object = {}): StoredRecord {
  const data = {
    ...{ propertyId, reservationId, version, status, confirmationNumber: 'E3M3NEQJ6P' },
    booking: {
      ...{ arrival: '2026-01-01', departure: '2026-01-03', roomType: 'DBL', ratesMinor: [1, 1] },
      ...{ currency: 'EUR', adults: 2, children: null, infants: 1, personal: 'k.sealed' },
    },
    validationMessages: [],
    ...more,
  };
  return record(`reservation.${status}.v1`, data);
}

const types: Readonly<Record<string, string>> = {
  'reservation.in_house.v1': 'reservation.checked_in.v1',
};

function record(type: string, data: object): StoredRecord {
  return {
    key: propertyId,
    headers: { ce_type: types[type] ?? type, ce_tenantid: tenantId },
    value: Buffer.from(JSON.stringify(data)),
    ...{ offset: 0, appendedAtMs: 0 },
  };
}

/** Handles each batch as the runtime does. */
async function deliver(
  declaration: ConsumerDeclaration<null>,
  ...batches: readonly (readonly StoredRecord[])[]
): Promise<void> {
  for (const records of batches) {
    await handle(declaration, records, true).catch(() => handle(declaration, records, false));
  }
}

async function handle(
  declaration: ConsumerDeclaration<null>,
  records: readonly StoredRecord[],
  presumeNew: boolean,
): Promise<void> {
  const tools = { presumeNew } as ConsumerTools;
  const effects = await declaration.handle({ records, memory: null }, tools);
  await database.write(effects.tenants, (sql) => effects.write(sql));
}

function rowsOf(table: string): Promise<object[]> {
  return database.read([tenantId], (sql) => sql.rows(`select * from ${table}`));
}

const row = {
  ...{ property_id: propertyId, version: 1, arrival: '2026-01-01', departure: '2026-01-03' },
  ...{ confirmation_number: 'E3M3NEQJ6P', room_type: 'DBL', adults: 2, children: null, infants: 1 },
  personal: 'k.sealed',
};

describe('Arrivals', () => {
  const arrival = () => ({
    ...row,
    ...{ tenant_id: tenantId, reservation_id: reservationId, status: 'confirmed', flagged: false },
  });

  test('are those that were booked, with what stands on the work list', async () => {
    const validationMessages = [{ code: 'overbooked', nights: ['2026-01-01'] }];
    await deliver(projectArrivals, [fact(1, 'confirmed', { validationMessages })]);
    expect(await rowsOf('arrivals')).toEqual([{ ...arrival(), flagged: true }]);
  });

  test('are the same when facts are delivered again', async () => {
    const facts = [fact(1, 'confirmed'), fact(2, 'in_house', { assignedRoomType: 'STE' })];
    await deliver(projectArrivals, facts, facts, facts.toReversed());
    expect(await rowsOf('arrivals')).toEqual([
      { ...arrival(), version: 2, status: 'in_house', room_type: 'STE' },
    ]);
  });

  test('are as the newest fact says when an older one comes late', async () => {
    await deliver(
      projectArrivals,
      [fact(3, 'cancelled')],
      [fact(2, 'modified')],
      [fact(1, 'confirmed')],
    );
    expect(await rowsOf('arrivals')).toEqual([{ ...arrival(), version: 3, status: 'cancelled' }]);
  });
});

describe('Who is in the house', () => {
  const guest = (present: boolean, version: number) => ({
    ...{ ...row, tenant_id: tenantId, reservation_id: reservationId, version, present },
  });

  test('is nobody by a booking alone', async () => {
    await deliver(projectInHouse, [fact(1, 'confirmed')]);
    expect(await rowsOf('in_house')).toEqual([]);
  });

  test('is the same when facts are delivered again', async () => {
    const facts = [fact(1, 'confirmed'), fact(2, 'in_house')];
    await deliver(projectInHouse, facts, facts, facts.toReversed());
    expect(await rowsOf('in_house')).toEqual([guest(true, 2)]);
  });

  test('is not who has left, though the check-in comes late', async () => {
    await deliver(projectInHouse, [fact(3, 'checked_out')], [fact(2, 'in_house')]);
    expect(await rowsOf('in_house')).toEqual([guest(false, 3)]);
  });
});

test.each([
  ['project-arrivals', projectArrivals, 'arrivals'],
  ['project-in-house', projectInHouse, 'in_house'],
])('%s lets pass what is about something else', async (_name, declaration, table) => {
  const others = [
    ...['property.opened.v1', 'inventory.set.v1', 'business_day.closed.v1'],
    ...['work_item.resolved.v1', 'reservation.turned_away.v1', 'something.new.v7'],
  ];
  await deliver(
    declaration,
    others.map((type) => record(type, { propertyId, reservationId })),
  );
  expect(await rowsOf(table)).toEqual([]);
});
