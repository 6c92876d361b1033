import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FenceLost } from '#shared/consume/offsets.ts';
import { type Database, DatabaseUnavailable, type Sql } from '#shared/database/database.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import { logger } from '#shared/telemetry/logger.ts';
import { progress } from './progress.ts';
import type { Run } from './run.ts';

const place = { trigger: 'hears', topic: 'things', topicIdentity: 'one', partition: 0 };
const start = { nextOffset: 0, nextPosition: 0, logTimeMs: 0 };

/** One row of `consumer_offsets`, moved by the fence alone. */
function row() {
  const kept = { nextOffset: 0, away: 0 };
  const sql: Sql = {
    async count(_text, values = []) {
      const [, , [from] = [], [to] = []] = values as readonly number[][];
      if (kept.nextOffset !== from) return 0;
      kept.nextOffset = Number(to);
      return 1;
    },
    rows: async () => [
      JSON.parse(`{"next_offset":${kept.nextOffset},"next_position":0,"log_time_ms":0}`),
    ],
  };
  async function transact<T>(_tenants: readonly string[], work: (sql: Sql) => Promise<T>) {
    if (kept.away > 0) {
      kept.away -= 1;
      throw new DatabaseUnavailable('away');
    }
    return work(sql);
  }
  const database: Database = { read: transact, write: transact, close: async () => undefined };
  return { kept, database };
}

function runOn(database: Database): Run {
  const quiet = logger({ level: 'silent', service: 'test' });
  return { database, logger: quiet, trigger: 'hears' } as Partial<Run> as Run;
}

const record = (offset: number): StoredRecord => ({
  ...{ offset, appendedAtMs: 0, key: '', headers: {} },
  value: Buffer.alloc(0),
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('A position that only passed is stored although an earlier owner moved it late', async () => {
  const { kept, database } = row();
  const stand = progress(runOn(database), place, start);
  stand.pass(record(0));
  kept.nextOffset = 4;
  for (let offset = 1; offset < 9; offset += 1) stand.pass(record(offset));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(kept.nextOffset).toBe(9);
});

test('A position that only passed is stored when the database is back, also when nothing comes', async () => {
  const { kept, database } = row();
  const stand = progress(runOn(database), place, start);
  stand.pass(record(0));
  kept.away = 2;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(kept.nextOffset).toBe(1);
});

test('A position is never taken back to where an earlier owner has gone beyond', async () => {
  const { kept, database } = row();
  const stand = progress(runOn(database), place, start);
  stand.pass(record(0));
  kept.nextOffset = 4;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(kept.nextOffset).toBe(4);
  await stand.close();
  expect(kept.nextOffset).toBe(4);
});

describe('What was done for a batch', () => {
  /** Something passes, a batch begins, and another owner moves the position before its end. */
  async function movedMeanwhile(to: number) {
    const { kept, database } = row();
    const stand = progress(runOn(database), place, start);
    stand.pass(record(0));
    stand.begin();
    kept.nextOffset = to;
    await vi.advanceTimersByTimeAsync(6_000);
    let worked = 0;
    const work = async () => {
      worked += 1;
    };
    return { kept, stand, work, worked: () => worked };
  }

  test.each([9, 3])('is not stored behind a fence that was lost: %i', async (to) => {
    const { kept, stand, work, worked } = await movedMeanwhile(to);
    await expect(stand.save(stand.after(record(4)), work)).rejects.toThrow(FenceLost);
    await vi.advanceTimersByTimeAsync(20_000);
    expect([kept.nextOffset, worked()]).toEqual([to, 0]);
  });

  test('after that goes on from where the other came to', async () => {
    const { kept, stand, work, worked } = await movedMeanwhile(9);
    expect(stand.next).toBe(9);
    stand.begin();
    await stand.save(stand.after(record(11)), work);
    expect([kept.nextOffset, stand.next, worked()]).toEqual([12, 12, 1]);
  });
});

test('A record that passes while an earlier position is stored counts as passed, and is stored too', async () => {
  const { kept, database } = row();
  const stand = progress(runOn(database), place, start);
  stand.pass(record(0));
  const storing = stand.save(stand.after(record(0)));
  stand.pass(record(1));
  await storing;
  expect(stand.next).toBe(2);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(kept.nextOffset).toBe(2);
});

describe('What only passed in several partitions', () => {
  /** Rows by partition, and the moves of each transaction. */
  function table() {
    const rows = new Map([0, 1, 2].map((partition) => [partition, 0]));
    const transactions: number[][] = [];
    const sql: Sql = {
      async count(_text, values = []) {
        const [, partitions = [], from = [], to = []] = values as readonly number[][];
        transactions.push(partitions);
        if (partitions.some((partition, at) => rows.get(partition) !== from[at])) return 0;
        partitions.forEach((partition, at) => void rows.set(partition, to[at] ?? 0));
        return partitions.length;
      },
      rows: async () => [],
    };
    const transact: Database['write'] = (_tenants, work) => work(sql);
    const database: Database = { read: transact, write: transact, close: async () => undefined };
    const run = runOn(database);
    const stands = [0, 1, 2].map((partition) => progress(run, { ...place, partition }, start));
    return { rows, transactions, stands };
  }

  test('is stored by one transaction', async () => {
    const { rows, transactions, stands } = table();
    for (const stand of stands) {
      stand.pass(record(6));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(transactions).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_100);
    expect(transactions).toEqual([[0, 1, 2]]);
    expect([...rows.values()]).toEqual([7, 7, 7]);
  });

  test('is stored although one of them is another process’s', async () => {
    const { rows, transactions, stands } = table();
    rows.set(1, 99);
    for (const stand of stands) stand.pass(record(6));
    await vi.advanceTimersByTimeAsync(5_100);
    expect(transactions).toEqual([[0, 1, 2], [0], [1], [2]]);
    expect([...rows.values()]).toEqual([7, 99, 7]);
  });

  test('is not stored once more when it was stored with what had an effect', async () => {
    const { transactions, stands } = table();
    const [first] = stands;
    first?.pass(record(6));
    await first?.save(first.after(record(8)), async () => undefined);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(transactions).toEqual([[0]]);
  });
});
