import pg from 'pg';
import { expect, test } from 'vitest';
import { postgresEventLog } from '#shared/log/postgres.ts';
import { testDatabase } from '#shared/testing/database.ts';
import { contents, contentsAtRest } from './tables.ts';

test.each([
  [
    'a reader that is behind',
    'update identity.consumer_offsets set next_offset = 0',
    'update identity.consumer_offsets set next_offset = 1',
  ],
  [
    'a fact that is not carried',
    'update identity.outbox set next_position = 1 where partition = 0',
    'update identity.relay_cursor set next_position = 1 where partition = 0',
  ],
])('A house does not rest with %s', async (_what, begin, end) => {
  const database = await testDatabase();
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const log = postgresEventLog({ url: database.url, report: () => undefined });
  await log.ensureTopic({ name: 'things', partitions: 1, retentionMs: null });
  const record = { key: 'k', headers: {}, value: Buffer.from('v') };
  await log.append({ topic: 'things', partition: 0 }, [record]);
  await log.close();
  await owner.query(`insert into identity.consumer_offsets (consumer, partition, topic_identity, next_offset)
    select 'reader', 0, identity, 1 from log.topics`);
  await owner.query(begin);

  let asked = 0;
  const seen: unknown[] = [];
  const watched = {
    query(text: string) {
      asked += 1;
      return owner.query(text);
    },
  } as unknown as pg.Client;
  const rest = contentsAtRest(watched).then((found) => seen.push(found));
  // Four questions a look: two of them saw the same.
  await expect.poll(() => asked, { timeout: 10_000 }).toBeGreaterThan(9);
  expect(seen).toEqual([]);
  await owner.query(end);
  await rest;
  expect(seen).toEqual([await contents(owner)]);
  await owner.end();
  await database.close();
});
