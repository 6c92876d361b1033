/** The door's side of a command: what it is told, when, and what it believes. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Channels, ChannelsUnavailable } from '#shared/cache/channels.ts';
import { memoryChannels } from '#shared/cache/memory-channels.ts';
import { type Database, DatabaseUnavailable, type Sql } from '#shared/database/database.ts';
import type { Appended, EventLog, LogRecord } from '#shared/log/log.ts';
import { type ReplyWire, repliesOver } from './replies.ts';
import { type CommandSender, commandSender, type OutgoingCommand } from './sender.ts';

const replyChannel = 'process.test.replies';
const command: OutgoingCommand = {
  id: '0190a5f0-0000-8000-8000-000000000001',
  tenantId: '0190a5f0-0000-7000-8000-000000000001',
  fingerprint: 'one',
  to: { topic: 'commands', partition: 3 },
  key: 'thing',
  value: '{"a":1}',
  traceparent: 'trace',
};

interface Decision {
  readonly fingerprint: string;
  readonly outcome: string;
  readonly details: string | null;
  /** How long ago it was made. */
  readonly age_ms?: number;
}

let appended: { to: object; records: readonly LogRecord[] }[];
let outcome: Appended | Error;
let decisions: Map<string, Decision>;
let reads: number;
let databaseIsAway: boolean;
let channels: Channels;
let sender: CommandSender;

beforeEach(() => {
  vi.useFakeTimers();
  [appended, outcome, decisions, reads, databaseIsAway] = [[], 'appended', new Map(), 0, false];
  channels = memoryChannels();
  sender = openSender();
});
afterEach(() => vi.useRealTimers());

function openSender(over: Channels = channels): CommandSender {
  const log: Pick<EventLog, 'append'> = {
    async append(to, records) {
      appended.push({ to, records });
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  };
  const database: Pick<Database, 'read'> = {
    async read(_tenants, work) {
      reads += 1;
      if (databaseIsAway) throw new DatabaseUnavailable('away');
      const rows = async (_text: string, values: readonly unknown[] = []) => {
        const found = decisions.get(String(values[1]));
        return found === undefined ? [] : [{ command_id: String(values[1]), age_ms: 0, ...found }];
      };
      return work({ rows } as unknown as Sql);
    },
  };
  return commandSender({
    log: log as EventLog,
    database,
    replies: repliesOver(over),
    replyChannel,
  });
}

function reply(...wires: readonly ReplyWire[]): Promise<void> {
  return channels.publish(replyChannel, JSON.stringify(wires));
}

const accepted = { outcome: 'accepted', details: undefined, replayed: false };

describe('A command', () => {
  test('goes to its partition with its trace and where to reply', async () => {
    const sent = sender.send(command, 5_000);
    await vi.waitFor(() => expect(appended).toHaveLength(1));
    await reply([command.id, 'one', 'accepted', null, false]);
    expect(await sent).toEqual({ sent: 'decided', decision: accepted });
    expect(appended).toEqual([
      {
        to: { topic: 'commands', partition: 3 },
        records: [
          {
            key: 'thing',
            headers: {
              ...{ 'content-type': 'application/json', traceparent: 'trace' },
              replyto: replyChannel,
            },
            value: Buffer.from('{"a":1}'),
          },
        ],
      },
    ]);
  });

  test('hears of its own decision only, with its details and whether it was an earlier one', async () => {
    const sent = sender.send(command, 5_000);
    await vi.waitFor(() => expect(appended).toHaveLength(1));
    await reply(
      ['0190a5f0-0000-8000-8000-000000000002', 'one', 'accepted', null, false],
      [command.id, 'another', 'idempotency_key_reused', null, false],
    );
    await reply([command.id, 'one', 'refused', '{"why":["x"]}', true]);
    expect(await sent).toEqual({
      sent: 'decided',
      decision: { outcome: 'refused', details: { why: ['x'] }, replayed: true },
    });
    expect(reads).toBe(0);
  });

  test('hears what the writer says only to who waits', async () => {
    const sent = sender.send(command, 5_000);
    await vi.waitFor(() => expect(appended).toHaveLength(1));
    await reply([command.id, 'one', 'accepted', null, false, { number: 7 }]);
    expect(await sent).toEqual({
      sent: 'decided',
      decision: { ...accepted, receipt: { number: 7 } },
    });
  });

  test('that is sent twice at once is answered twice', async () => {
    const both = [sender.send(command, 5_000), sender.send(command, 5_000)];
    await vi.waitFor(() => expect(appended).toHaveLength(2));
    await reply([command.id, 'one', 'accepted', null, false]);
    expect(await Promise.all(both)).toEqual(
      both.map(() => ({ sent: 'decided', decision: accepted })),
    );
  });

  test('that nobody waits for is pending as soon as the log has it, and asks for no reply', async () => {
    expect(await sender.send(command, 0)).toEqual({ sent: 'pending' });
    expect(appended[0]?.records[0]?.headers['replyto']).toBe('');
  });

  test('that the log refuses is unavailable at once', async () => {
    outcome = 'refused';
    expect(await sender.send(command, 5_000)).toEqual({ sent: 'unavailable' });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that the log cannot take for ever is a failure, and nothing waits for it', async () => {
    outcome = new Error('the record is too long');
    await expect(sender.send(command, 5_000)).rejects.toThrow('the record is too long');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('When the reply is lost', () => {
  test('the decision is read, first after a second, then ever less often', async () => {
    const sent = sender.send(command, 10_000);
    await vi.advanceTimersByTimeAsync(999);
    expect(reads).toBe(0);
    for (const [afterMs, expected] of [
      [1, 1],
      [2_000, 2],
      [2_000, 3],
    ] as const) {
      await vi.advanceTimersByTimeAsync(afterMs);
      expect(reads).toBe(expected);
    }
    decisions.set(command.id, { fingerprint: 'one', outcome: 'refused', details: '{"a":1}' });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await sent).toEqual({
      sent: 'decided',
      decision: { outcome: 'refused', details: { a: 1 }, replayed: false },
    });
  });

  test.each([
    ['before the command was sent is that of an earlier copy', 1_500, true],
    ['since is its own', 500, false],
  ])('a decision made %s', async (_when, age_ms, replayed) => {
    decisions.set(command.id, { fingerprint: 'one', outcome: 'accepted', details: null, age_ms });
    const sent = sender.send(command, 10_000);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await sent).toEqual({ sent: 'decided', decision: { ...accepted, replayed } });
  });

  test('a decision of another request under the key is no answer but a reused key', async () => {
    decisions.set(command.id, { fingerprint: 'another', outcome: 'accepted', details: null });
    const sent = sender.send(command, 10_000);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await sent).toMatchObject({ decision: { outcome: 'idempotency_key_reused' } });
  });

  test('a short wait ends with one look, and is pending without a decision', async () => {
    const sent = sender.send(command, 50);
    await vi.advanceTimersByTimeAsync(50);
    expect(await sent).toEqual({ sent: 'pending' });
    expect(reads).toBe(1);
  });

  test('a database that is away delays the answer and does not change it', async () => {
    databaseIsAway = true;
    decisions.set(command.id, { fingerprint: 'one', outcome: 'accepted', details: null });
    const sent = sender.send(command, 10_000);
    await vi.advanceTimersByTimeAsync(1_000);
    databaseIsAway = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await sent).toEqual({ sent: 'decided', decision: accepted });
  });

  test('and none is found, it is pending after the whole wait and not before', async () => {
    const sent = sender.send(command, 10_000);
    let ended = false;
    sent.then(() => {
      ended = true;
    });
    await vi.advanceTimersByTimeAsync(9_999);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await sent).toEqual({ sent: 'pending' });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('When the log may have it', () => {
  beforeEach(() => {
    outcome = 'unknown';
  });

  test('a decision says that it had', async () => {
    const sent = sender.send(command, 5_000);
    await vi.waitFor(() => expect(appended).toHaveLength(1));
    await reply([command.id, 'one', 'accepted', null, false]);
    expect(await sent).toEqual({ sent: 'decided', decision: accepted });
  });

  test('without a decision it is unknown, whether somebody waits or not', async () => {
    const sent = sender.send(command, 50);
    await vi.advanceTimersByTimeAsync(50);
    expect(await sent).toEqual({ sent: 'unknown' });
    expect(await sender.send(command, 0)).toEqual({ sent: 'unknown' });
  });
});

describe('Several commands', () => {
  const others = ['2', '3'].map((last) => ({ ...command, id: command.id.replace(/1$/, last) }));

  test('are one append, in order, and each is told its own', async () => {
    const sent = sender.sendAll([command, ...others], 5_000);
    await vi.waitFor(() => expect(appended).toHaveLength(1));
    expect(appended[0]?.records).toHaveLength(3);
    await reply(
      [others[1]?.id ?? '', 'one', 'no', null, false],
      [command.id, 'one', 'accepted', null, true],
    );
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await sent).toEqual([
      { sent: 'decided', decision: { ...accepted, replayed: true } },
      { sent: 'pending' },
      { sent: 'decided', decision: { ...accepted, outcome: 'no' } },
    ]);
  });

  test('that are none are not sent', async () => {
    expect(await sender.sendAll([], 5_000)).toEqual([]);
    expect(appended).toEqual([]);
  });

  test('more than may wait are pending at once', async () => {
    const many = Array.from({ length: 10_001 }, (_, at) => ({ ...command, id: `${at}` }));
    const sent = await sender.sendAll(many, 5_000);
    expect(new Set(sent.map((each) => each.sent))).toEqual(new Set(['pending']));
    expect(appended[0]?.records[0]?.headers['replyto']).toBe('');
  });
});

describe('Without a channel for replies', () => {
  test('a decision is found in its row, and the next command listens again', async () => {
    let tries = 0;
    sender = openSender({
      ...channels,
      subscribe(channel, receive) {
        tries += 1;
        if (tries === 1) return Promise.reject(new ChannelsUnavailable('away'));
        return channels.subscribe(channel, receive);
      },
    });
    const unheard = sender.send(command, 5_000);
    await vi.waitFor(() => expect(appended).toHaveLength(1));
    expect(appended[0]?.records[0]?.headers['replyto']).toBe('');
    decisions.set(command.id, { fingerprint: 'one', outcome: 'accepted', details: null });
    await vi.advanceTimersByTimeAsync(300);
    expect(await unheard).toEqual({ sent: 'decided', decision: accepted });
    const sent = sender.send(command, 5_000);
    await vi.waitFor(() => expect(appended).toHaveLength(2));
    await reply([command.id, 'one', 'accepted', null, false]);
    expect(await sent).toEqual({ sent: 'decided', decision: accepted });
    expect(tries).toBe(2);
  });
});
