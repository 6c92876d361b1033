import pg from 'pg';
import { expect } from 'vitest';
import { testDatabase } from '#shared/testing/database.ts';
import { eventLogContract } from './contract.ts';
import { type PostgresEventLog, postgresEventLog } from './postgres.ts';

const times = { leaseMs: 2_000, renewMs: 500, commitMs: 20 };

eventLogContract('PostgreSQL', async () => {
  const house = await testDatabase();
  const owner = new pg.Client({ connectionString: house.url });
  await owner.connect();
  const reports: unknown[] = [];
  const logs: PostgresEventLog[] = [];
  const connect = () => {
    const log = postgresEventLog({
      url: house.url,
      ...times,
      report: (problem, error) => reports.push({ problem, error }),
    });
    logs.push(log);
    return log;
  };
  return {
    connect,
    async deleteTopic(name) {
      await logs[0]?.deleteTopic(name);
    },
    async expire(topic) {
      await owner.query(
        `update log.batches set appended_at = appended_at - interval '61 seconds'
         where topic_id = (select id from log.topics where name = $1)`,
        [topic],
      );
      await logs[0]?.prune();
    },
    async close() {
      await owner.end();
      await house.close();
      expect(reports).toEqual([]);
    },
  };
});
