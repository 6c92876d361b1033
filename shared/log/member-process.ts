/**
 * A member of a consumer group as a process of its own, for tests that kill and freeze it. What it
 * handles it writes into the schema `seen`, fenced by its position there, as our consumers do.
 * `node member-process.ts <url> <topic> <name> <leaseMs> [<brokers>]`: on Kafka when brokers are
 * named; ends in order when its input ends.
 */
import assert from 'node:assert/strict';
import { postgresDatabase } from '#shared/database/postgres.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import { kafkaEventLog } from './kafka.ts';
import { postgresEventLog } from './postgres.ts';

export const seenTables = `
  create schema seen;
  create table seen.positions (partition integer primary key, next_offset bigint not null);
  create table seen.records (at bigint generated always as identity, partition integer, "offset" bigint, key text, who text);
  create table seen.openings (at bigint generated always as identity, who text, partition integer, what text);
  -- Whoever is named here waits before its effects until it is taken away.
  create table seen.held (who text)`;

const pollMs = 10;

async function run([url, topic, name, leaseMs, brokers]: readonly string[]): Promise<void> {
  assert(url && topic && name && leaseMs);
  const database = postgresDatabase({ url, poolMax: 3 });
  const times = {
    leaseMs: Number(leaseMs),
    renewMs: Number(leaseMs) / 4,
    commitMs: 50,
    report: (problem: string, error: unknown) =>
      process.stderr.write(`${name}: ${problem}: ${error}\n`),
  };
  const log =
    brokers === undefined
      ? postgresEventLog({ url, ...times })
      : kafkaEventLog({ access: { brokers: [brokers], clientId: name }, ...times });
  const note = (partition: number, what: string) =>
    database.write([], (sql) =>
      sql.count('insert into seen.openings (who, partition, what) values ($1, $2, $3)', [
        name,
        partition,
        what,
      ]),
    );
  await log.subscribe({
    group: 'members',
    topic,
    batchRecordsMax: 5,
    async open(partition) {
      await note(partition, 'opened');
      const [row] = await database.read([], (sql) =>
        sql.rows<{ next_offset: number }>(
          'select next_offset from seen.positions where partition = $1',
          [partition],
        ),
      );
      let position = row?.next_offset ?? 0;
      return {
        get position() {
          return position;
        },
        async handle(records) {
          const next = position + records.length;
          while (await isHeld()) await new Promise((resolve) => setTimeout(resolve, pollMs));
          await database.write([], async (sql) => {
            const moved = await sql.count(
              'update seen.positions set next_offset = $3 where partition = $1 and next_offset = $2',
              [partition, position, next],
            );
            assert.equal(moved, 1, 'another process moved the position');
            await sql.count(
              `insert into seen.records (partition, "offset", key, who) select $1, "offset", key, $2
               from ${rowsOfLists({ '"offset"': 'bigint', key: 'text' }, 3)} as record`,
              [partition, name, records.map(({ offset }) => offset), records.map(({ key }) => key)],
            );
          });
          position = next;
        },
        close: async () => {
          await note(partition, 'closed');
        },
      };
    },
    failed: (partition, error) => {
      note(partition, String(error)).catch(() => undefined); // the test misses it
    },
  });

  async function isHeld(): Promise<boolean> {
    const rows = await database.read([], (sql) =>
      sql.rows('select from seen.held where who = $1', [name]),
    );
    return rows.length > 0;
  }

  process.stdin.resume().once('end', async () => {
    await log.close();
    await database.close();
  });
}

if (import.meta.main) await run(process.argv.slice(2));
