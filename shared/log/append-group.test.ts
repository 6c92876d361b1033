/** Appends of many callers to many partitions by few statements: counted, ordered, and apart when one fails. */
import { describe, expect, test } from 'vitest';
import { CommitUnknown, DatabaseRefused } from '#shared/database/database.ts';
import { appendGroups } from './append-group.ts';
import type { LogSession } from './postgres-session.ts';

interface Statement {
  readonly places: readonly string[];
  readonly payloads: readonly string[];
  answer(): void;
}

/** A session that answers when it is told to. */
function session(fault?: (payloads: readonly string[]) => Error | undefined) {
  const statements: Statement[] = [];
  const run = async (_text: string, [, ...values]: readonly unknown[]) => {
    const rows = Array.from({ length: values.length / 4 }, (_, at) =>
      values.slice(at * 4, at * 4 + 4),
    );
    const payloads = rows.map(([, , , payload]) => String(payload));
    const { promise, resolve } = Promise.withResolvers<void>();
    statements.push({
      places: rows.map(([topic, partition]) => `${topic}:${partition}`),
      payloads,
      answer: resolve,
    });
    await promise;
    const error = fault?.(payloads);
    if (error !== undefined) throw error;
    return rows.map(([, , count], at) => ({
      ...{ at, nextOffset: Number(count), appendedAtMs: 1, othersRead: false },
    }));
  };
  return { statements, append: appendGroups({ run } as unknown as LogSession, 'process') };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function turns(): Promise<void> {
  for (let at = 0; at < 4; at += 1) await turn();
}

const request = (partition: number, payload: string) => ({
  ...{ topicId: 1, partition, recordCount: 1, payload: Buffer.from(payload) },
});

describe('Appends that come together', () => {
  test('go by one statement, in the order in which locks are taken', async () => {
    const { statements, append } = session();
    const all = [
      append(request(5, 'five')),
      append(request(2, 'two')),
      append(request(3, 'three')),
    ];
    await turns();
    expect(statements.map(({ places }) => places)).toEqual([['1:2', '1:3', '1:5']]);
    statements[0]?.answer();
    expect((await Promise.all(all)).map((row) => row?.nextOffset)).toEqual([1, 1, 1]);
  });

  test('of one partition follow each other', async () => {
    const { statements, append } = session();
    const all = [append(request(1, 'first')), append(request(1, 'second'))];
    await turns();
    expect(statements.map(({ payloads }) => payloads)).toEqual([['first']]);
    statements[0]?.answer();
    await turns();
    expect(statements.map(({ payloads }) => payloads)).toEqual([['first'], ['second']]);
    statements[1]?.answer();
    await Promise.all(all);
  });

  test('are at most two statements at once', async () => {
    const { statements, append } = session();
    const all: Promise<unknown>[] = [];
    for (const partition of [1, 2, 3, 4]) {
      all.push(append(request(partition, 'x')));
      await turns();
    }
    expect(statements.map(({ places }) => places)).toEqual([['1:1'], ['1:2']]);
    statements[0]?.answer();
    await turns();
    expect(statements.map(({ places }) => places)).toEqual([['1:1'], ['1:2'], ['1:3', '1:4']]);
    for (const each of statements) each.answer();
    await Promise.all(all);
  });
});

describe('A group that fails', () => {
  test('is tried one by one when the database refuses it', async () => {
    const { statements, append } = session((payloads) =>
      payloads.includes('bad')
        ? new DatabaseRefused('too bad', '22000', undefined, undefined)
        : undefined,
    );
    const good = append(request(1, 'good'));
    const bad = append(request(2, 'bad'));
    const refused = expect(bad).rejects.toThrow('too bad');
    for (let at = 0; at < 3; at += 1) {
      await turns();
      statements[at]?.answer();
    }
    expect((await good)?.nextOffset).toBe(1);
    await refused;
    expect(statements.map(({ payloads }) => payloads)).toEqual([
      ['good', 'bad'],
      ['good'],
      ['bad'],
    ]);
  });

  test('is not repeated when nobody knows what became of it', async () => {
    const { statements, append } = session(() => new CommitUnknown('no answer'));
    const all = [append(request(1, 'a')), append(request(2, 'b'))].map((each) =>
      expect(each).rejects.toThrow('no answer'),
    );
    await turns();
    statements[0]?.answer();
    await Promise.all(all);
    expect(statements).toHaveLength(1);
  });
});
