/** A database says which of several it is, and is not taken for another. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkShard, markShard, nameOf } from '#shared/database/shard-mark.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';

let database: TestDatabase;
let owner: pg.Client;
beforeEach(async () => {
  database = await testDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});
afterEach(async () => {
  await owner.end();
  await database.close();
});

async function kept(): Promise<{ from: number; to: number; count: number }> {
  const { rows } = await owner.query(
    `select min(bucket) as from, max(bucket) as to, count(*)::integer as count
     from reservations.placement`,
  );
  return rows[0];
}

describe('A database that was made a shard', () => {
  test('says so, and places the properties of its own buckets alone', async () => {
    await markShard(database.url, { number: 1, shards: 3 });
    expect(await kept()).toEqual({ from: 1366, to: 2730, count: 1365 });
    const asked = database.database('serai_telemetry');
    await expect(checkShard(asked, { number: 1, shards: 3 })).resolves.toBeUndefined();
  });

  test('is made it again, and nothing changes', async () => {
    for (let again = 0; again < 2; again += 1)
      await markShard(database.url, { number: 0, shards: 2 });
    expect(await kept()).toEqual({ from: 0, to: 2047, count: 2048 });
  });

  test.each([[{ number: 1, shards: 2 }], [{ number: 0, shards: 3 }]])(
    'is never made %j',
    async (other) => {
      await markShard(database.url, { number: 0, shards: 2 });
      await expect(markShard(database.url, other)).rejects.toThrow(
        `The database ${nameOf(database.url)} cannot be shard ${other.number} of ${other.shards}: it is shard 0 of 2 already.`,
      );
    },
  );

  test.each([[{ number: 1, shards: 2 }], [{ number: 0, shards: 3 }], [{ number: 0, shards: 1 }]])(
    'is not taken for %j',
    async (other) => {
      await markShard(database.url, { number: 0, shards: 2 });
      await expect(checkShard(database.database('serai_telemetry'), other)).rejects.toThrow(
        `DATABASE_URL and DATABASE_SHARD_URLS name as shard ${other.number} of ${other.shards} a database that is shard 0 of 2.`,
      );
    },
  );
});

describe('A database that is the only one', () => {
  test('is known by saying nothing', async () => {
    const asked = database.database('serai_telemetry');
    await expect(checkShard(asked, { number: 0, shards: 1 })).resolves.toBeUndefined();
    await expect(checkShard(asked, { number: 0, shards: 2 })).rejects.toThrow(
      'name as shard 0 of 2 a database that is shard 0 of 1.',
    );
  });

  test('with a property of another shard is made none, and keeps every bucket', async () => {
    await owner.query(
      `insert into reservations.properties (tenant_id, property_id, name, time_zone, currency, bucket,
         room_types, opened_on, business_date, version, bookings)
       values ($1, $1, 'House', 'UTC', 'EUR', 2048, '[]', '2026-01-01', '2026-01-01', 1, 0)`,
      [randomUUID()],
    );
    await expect(markShard(database.url, { number: 0, shards: 2 })).rejects.toThrow(
      `The database ${nameOf(database.url)} cannot be shard 0 of 2: it holds properties of another shard.`,
    );
    expect(await kept()).toEqual({ from: 0, to: 4095, count: 4096 });
    await expect(markShard(database.url, { number: 1, shards: 2 })).resolves.toBeUndefined();
  });
});
