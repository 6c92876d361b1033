/** What every event log promises, run against each adapter by its own test file. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type EventLog,
  OffsetOutOfRange,
  type Subscription,
  TopicMismatch,
  TopicUnknown,
} from './log.ts';
import { keysOf, noting, numbered, readAll } from './testing.ts';

export interface LogUnderTest {
  /** Another instance over the same topics, as another process has one. */
  connect(): EventLog;
  deleteTopic(name: string): Promise<void>;
  /** Makes all records of a topic older than its retention, and has the log let go of them. */
  expire(topic: string): Promise<void>;
  close(): Promise<void>;
}

/** Leases and rebalances of the slowest adapter take seconds. */
const patience = { timeout: 15_000, interval: 10 };

export function eventLogContract(name: string, start: () => Promise<LogUnderTest>): void {
  describe(`${name} event log`, () => {
    let bed: LogUnderTest;
    let log: EventLog;
    let other: EventLog;
    beforeAll(async () => {
      bed = await start();
      log = bed.connect();
      other = bed.connect();
    });
    afterAll(async () => {
      await Promise.all([log?.close(), other?.close()]);
      await bed?.close();
    });

    async function topic(partitions = 1, retentionMs: number | null = null): Promise<string> {
      const made = `topic-${randomUUID()}`;
      await log.ensureTopic({ name: made, partitions, retentionMs });
      return made;
    }

    describe('a topic', () => {
      test('is made once, and empty', async () => {
        const made = await topic(2);
        await other.ensureTopic({ name: made, partitions: 2, retentionMs: null });
        const states = await other.partitions(made);
        expect(states.map(({ firstOffset, nextOffset }) => [firstOffset, nextOffset])).toEqual([
          [0, 0],
          [0, 0],
        ]);
        expect(new Set(states.map(({ topicIdentity }) => topicIdentity)).size).toBe(1);
      });

      test('that stands with another partition count is refused', async () => {
        const made = await topic(2);
        await expect(
          log.ensureTopic({ name: made, partitions: 3, retentionMs: null }),
        ).rejects.toThrow(TopicMismatch);
        expect(await log.partitions(made)).toHaveLength(2);
      });

      test('that is not there is unknown', async () => {
        await expect(log.partitions('nobody-made-it')).rejects.toThrow(TopicUnknown);
      });

      test('made again has another identity and none of the records', async () => {
        const made = await topic();
        await log.append({ topic: made, partition: 0 }, numbered(0, 3));
        await other.append({ topic: made, partition: 0 }, numbered(3, 1));
        const [before] = await log.partitions(made);
        await bed.deleteTopic(made);
        await log.ensureTopic({ name: made, partitions: 1, retentionMs: null });
        const [after] = await log.partitions(made);
        expect(after).toMatchObject({ firstOffset: 0, nextOffset: 0 });
        expect(after?.topicIdentity).not.toBe(before?.topicIdentity);
        expect(await other.append({ topic: made, partition: 0 }, numbered(0, 1, 'new'))).toBe(
          'appended',
        );
        expect(keysOf(await readAll(log, made))).toEqual(['new-0']);
      });
    });

    describe('appending', () => {
      test('keeps a record as it is and gives it an offset and a time', async () => {
        const made = await topic();
        const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
        const records = [
          { key: 'ключ', headers: { ce_id: '1', ce_subject: 'çà' }, value: bytes },
          { key: '', headers: {}, value: Buffer.alloc(100_000, 7) },
        ];
        expect(await log.append({ topic: made, partition: 0 }, records)).toBe('appended');
        const read = await other.read({ topic: made, partition: 0 }, 0, 10);
        expect(read.map(({ appendedAtMs, ...rest }) => rest)).toEqual([
          { ...records[0], offset: 0 },
          { ...records[1], offset: 1 },
        ]);
        expect(Math.abs((read[0]?.appendedAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
      });

      test('of several processes at once leaves no gap and keeps the order of each', async () => {
        const made = await topic();
        const writers = [log, other, log, other].map(async (writer, index) => {
          for (let from = 0; from < 60; from += 3) {
            const records = numbered(from, 3, `w${index}`);
            expect(await writer.append({ topic: made, partition: 0 }, records)).toBe('appended');
          }
        });
        await Promise.all(writers);
        const all = await readAll(log, made);
        expect(all.map(({ offset }) => offset)).toEqual(
          Array.from({ length: 240 }, (_, offset) => offset),
        );
        for (const writer of ['w0', 'w1', 'w2', 'w3']) {
          expect(keysOf(all).filter((key) => key.startsWith(writer))).toEqual(
            keysOf(numbered(0, 60, writer)),
          );
        }
        expect(await other.partitions(made)).toMatchObject([{ firstOffset: 0, nextOffset: 240 }]);
      });
    });

    describe('reading', () => {
      test('begins inside a batch, goes as far as asked, and crosses batches', async () => {
        const made = await topic(2);
        const to = { topic: made, partition: 1 };
        await log.append(to, numbered(0, 5));
        await log.append(to, numbered(5, 5));
        expect(keysOf(await log.read(to, 3, 1))).toEqual(['a-3']);
        const read: string[] = [];
        for (let at = 3; at < 10; ) {
          const records = await log.read(to, at, 4);
          expect(records.length).toBeGreaterThan(0);
          expect(records.length).toBeLessThanOrEqual(4);
          read.push(...keysOf(records));
          at += records.length;
        }
        expect(read).toEqual(keysOf(numbered(3, 7)));
      });

      test('at the end and beyond it is empty', async () => {
        const made = await topic();
        const from = { topic: made, partition: 0 };
        await log.append(from, numbered(0, 2));
        expect(await log.read(from, 2, 10)).toEqual([]);
        expect(await log.read(from, 99, 10)).toEqual([]);
      });
    });

    describe('retention', () => {
      test('moves the first offset, and a reader whose records are gone is told', async () => {
        const made = await topic(1, 60_000);
        await log.append({ topic: made, partition: 0 }, numbered(0, 4));
        await bed.expire(made);
        await log.append({ topic: made, partition: 0 }, numbered(4, 2));
        await vi.waitFor(async () => {
          expect(await log.partitions(made)).toMatchObject([{ firstOffset: 4, nextOffset: 6 }]);
        }, patience);
        expect(keysOf(await log.read({ topic: made, partition: 0 }, 4, 10))).toEqual([
          'a-4',
          'a-5',
        ]);
        const consumer = noting();
        const late = await log.subscribe({
          ...consumer.member('late'),
          group: 'late',
          topic: made,
          batchRecordsMax: 10,
        });
        await vi.waitFor(
          () => expect(consumer.failures[0]).toBeInstanceOf(OffsetOutOfRange),
          patience,
        );
        expect(consumer.total()).toBe(0);
        consumer.positions.set(0, 4);
        await vi.waitFor(() => expect(consumer.handled.get(0)).toEqual(['a-4', 'a-5']), patience);
        await late.stop();
      });
    });

    describe('a reader', () => {
      test('that stands beyond the end is told, and given nothing', async () => {
        const made = await topic();
        await log.append({ topic: made, partition: 0 }, numbered(0, 2));
        const consumer = noting();
        consumer.positions.set(0, 3);
        const subscription = await log.subscribe({
          ...consumer.member('m'),
          group: 'g',
          topic: made,
          batchRecordsMax: 10,
        });
        await vi.waitFor(
          () => expect(consumer.failures[0]).toBeInstanceOf(OffsetOutOfRange),
          patience,
        );
        await log.append({ topic: made, partition: 0 }, numbered(2, 2));
        await vi.waitFor(() => expect(consumer.handled.get(0)).toEqual(['a-3']), patience);
        await subscription.stop();
      });

      test('whose next records go while it is busy is told, and skips none', async () => {
        const made = await topic(1, 60_000);
        // So large that no adapter brings the second two together with the first.
        const large = numbered(0, 4).map((record) => ({
          ...record,
          value: Buffer.alloc(3_000_000),
        }));
        await log.append({ topic: made, partition: 0 }, large.slice(0, 2));
        await log.append({ topic: made, partition: 0 }, large.slice(2));
        const consumer = noting();
        const began = Promise.withResolvers<void>();
        const mayEnd = Promise.withResolvers<void>();
        const member = consumer.member('m', () => {
          began.resolve();
          return mayEnd.promise;
        });
        const subscription = await log.subscribe({
          ...member,
          group: 'g',
          topic: made,
          batchRecordsMax: 2,
        });
        await began.promise;
        await bed.expire(made);
        await log.append({ topic: made, partition: 0 }, numbered(4, 1));
        mayEnd.resolve();
        await vi.waitFor(
          () => expect(consumer.failures[0]).toBeInstanceOf(OffsetOutOfRange),
          patience,
        );
        expect(consumer.handled.get(0)).toEqual(['a-0', 'a-1']);
        await subscription.stop();
      });
    });

    describe('a subscription', () => {
      test('hands over every record once and in order, old ones and those that come', async () => {
        const made = await topic(3);
        const write = async (from: number) => {
          for (const partition of [0, 1, 2])
            await other.append({ topic: made, partition }, numbered(from, 10, `p${partition}`));
        };
        await write(0);
        const consumer = noting();
        const subscription = await log.subscribe({
          ...consumer.member('only'),
          group: 'g',
          topic: made,
          batchRecordsMax: 4,
        });
        for (let from = 10; from < 50; from += 10) await write(from);
        await vi.waitFor(() => expect(consumer.total()).toBe(150), patience);
        for (const partition of [0, 1, 2]) {
          expect(consumer.handled.get(partition)).toEqual(keysOf(numbered(0, 50, `p${partition}`)));
        }
        expect(subscription.owned()).toEqual([0, 1, 2]);
        expect(consumer.failures).toEqual([]);
        await subscription.stop();
        expect(subscription.owned()).toEqual([]);
      });

      test('gives a reader that rejects to a new one, at the position it has itself', async () => {
        const made = await topic();
        await log.append({ topic: made, partition: 0 }, numbered(0, 3));
        await log.append({ topic: made, partition: 0 }, numbered(3, 3));
        const consumer = noting();
        let rejections = 2;
        const fault = new Error('the database is away');
        const member = consumer.member('m', async (records) => {
          if (records[0]?.offset === 3 && rejections > 0) {
            rejections -= 1;
            throw fault;
          }
        });
        const subscription = await log.subscribe({
          ...member,
          group: 'g',
          topic: made,
          batchRecordsMax: 3,
        });
        await vi.waitFor(
          () => expect(consumer.handled.get(0)).toEqual(keysOf(numbered(0, 6))),
          patience,
        );
        expect(consumer.failures).toEqual([fault, fault]);
        expect(consumer.opened).toEqual(['m:0', 'm:0 closed', 'm:0', 'm:0 closed', 'm:0']);
        await subscription.stop();
        expect(consumer.opened.at(-1)).toBe('m:0 closed');
      });

      test('tries again when a reader does not open', async () => {
        const made = await topic();
        await log.append({ topic: made, partition: 0 }, numbered(0, 1));
        const consumer = noting();
        const { open, failed } = consumer.member('m');
        const fault = new Error('not yet');
        const tries = vi.fn(open).mockRejectedValueOnce(fault);
        const subscription = await log.subscribe({
          open: tries,
          failed,
          group: 'g',
          topic: made,
          batchRecordsMax: 3,
        });
        await vi.waitFor(() => expect(consumer.handled.get(0)).toEqual(['a-0']), patience);
        expect(consumer.failures).toEqual([fault]);
        await subscription.stop();
      });

      test('lets a running handle finish when it is stopped, and begins no other', async () => {
        const made = await topic();
        await log.append({ topic: made, partition: 0 }, numbered(0, 2));
        const consumer = noting();
        const began = Promise.withResolvers<void>();
        const mayEnd = Promise.withResolvers<void>();
        const member = consumer.member('m', () => {
          began.resolve();
          return mayEnd.promise;
        });
        const subscription = await log.subscribe({
          ...member,
          group: 'g',
          topic: made,
          batchRecordsMax: 1,
        });
        await began.promise;
        const stopped = vi.fn();
        const stopping = subscription.stop().then(stopped);
        await log.partitions(made); // a round trip in which it could have stopped
        expect(stopped).not.toHaveBeenCalled();
        mayEnd.resolve();
        await stopping;
        expect(consumer.handled.get(0)).toEqual(['a-0']);
        expect(consumer.opened).toEqual(['m:0', 'm:0 closed']);
      });

      test('tells the next reader how far the group was', async () => {
        const made = await topic();
        const seen: (number | null)[] = [];
        const run = async (until: number): Promise<void> => {
          let position = 0;
          const subscription = await log.subscribe({
            group: 'keeps-none',
            topic: made,
            batchRecordsMax: 10,
            async open(_partition, { committedOffset, firstOffset }) {
              seen.push(committedOffset);
              position = committedOffset ?? firstOffset;
              return {
                get position() {
                  return position;
                },
                async handle(records) {
                  position += records.length;
                },
                close: async () => undefined,
              };
            },
            failed: (_partition, error) => expect.unreachable(String(error)),
          });
          await vi.waitFor(() => expect(position).toBe(until), patience);
          await subscription.stop();
        };
        await log.append({ topic: made, partition: 0 }, numbered(0, 4));
        await run(4);
        await log.append({ topic: made, partition: 0 }, numbered(4, 1));
        await run(5);
        expect(seen).toEqual([null, 4]);
      });

      test('hears of a reader that is further than the group was, before there is a record for it', async () => {
        const made = await topic();
        const seen: (number | null)[] = [];
        const join = (): Promise<Subscription> =>
          log.subscribe({
            group: 'keeps-its-own',
            topic: made,
            batchRecordsMax: 10,
            async open(_partition, { committedOffset, nextOffset }) {
              seen.push(committedOffset);
              return {
                position: nextOffset,
                handle: async () => expect.unreachable('everything was handled before'),
                close: async () => undefined,
              };
            },
            failed: (_partition, error) => expect.unreachable(String(error)),
          });
        await log.append({ topic: made, partition: 0 }, numbered(0, 4));
        const first = await join();
        await vi.waitFor(() => expect(seen).toEqual([null]), patience);
        await first.stop();
        const second = await join();
        await vi.waitFor(() => expect(seen).toEqual([null, 4]), patience);
        await second.stop();
      });
    });

    describe('a group', () => {
      test('shares partitions among its members, again when one joins and when one leaves', async () => {
        const made = await topic(4);
        const consumer = noting();
        const join = (at: EventLog, who: string): Promise<Subscription> =>
          at.subscribe({
            ...consumer.member(who),
            group: 'shared',
            topic: made,
            batchRecordsMax: 10,
          });
        const first = await join(log, 'first');
        await vi.waitFor(() => expect(first.owned()).toEqual([0, 1, 2, 3]), patience);
        const second = await join(other, 'second');
        await vi.waitFor(() => {
          expect(first.owned()).toHaveLength(2);
          expect(second.owned()).toHaveLength(2);
          expect([...first.owned(), ...second.owned()].sort()).toEqual([0, 1, 2, 3]);
        }, patience);
        for (const partition of [0, 1, 2, 3])
          await log.append({ topic: made, partition }, numbered(0, 5));
        await vi.waitFor(() => expect(consumer.total()).toBe(20), patience);
        await first.stop();
        await vi.waitFor(() => expect(second.owned()).toEqual([0, 1, 2, 3]), patience);
        for (const partition of [0, 1, 2, 3])
          await other.append({ topic: made, partition }, numbered(5, 5));
        await vi.waitFor(() => expect(consumer.total()).toBe(40), patience);
        for (const partition of [0, 1, 2, 3]) {
          expect(consumer.handled.get(partition)).toEqual(keysOf(numbered(0, 10)));
        }
        await second.stop();
        expect(consumer.failures).toEqual([]);
      });

      test('does not share with another group', async () => {
        const made = await topic();
        await log.append({ topic: made, partition: 0 }, numbered(0, 3));
        const consumers = [noting(), noting()];
        const subscriptions = await Promise.all(
          consumers.map((consumer, index) =>
            log.subscribe({
              ...consumer.member('m'),
              group: `group-${index}`,
              topic: made,
              batchRecordsMax: 10,
            }),
          ),
        );
        await vi.waitFor(
          () => expect(consumers.map((consumer) => consumer.total())).toEqual([3, 3]),
          patience,
        );
        await Promise.all(subscriptions.map((subscription) => subscription.stop()));
      });
    });
  });
}
