/** What appends promise and readers keep while the broker and other members are killed, frozen and cut off. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import { type KafkaEngine, kafkaEngine } from '../../scripts/engines/kafka.ts';
import { kafkaEventLog } from './kafka.ts';
import type { EventLog } from './log.ts';
import { seenTables } from './member-process.ts';
import { noting, numbered, readAll } from './testing.ts';

const patience = { timeout: 90_000, interval: 50 };
const entry = fileURLToPath(new URL('member-process.ts', import.meta.url));

let proxy: Proxy;
let kafka: KafkaEngine;
let logs: EventLog[];
beforeAll(async () => {
  proxy = await startProxy();
  kafka = await kafkaEngine({
    proxyPort: proxy.port,
    // As short as the broker lets it be, so that a member that died is followed soon.
    settings: {
      'group.consumer.session.timeout.ms': '2000',
      'group.consumer.heartbeat.interval.ms': '300',
    },
  });
  proxy.to(kafka.proxied ?? '');
});
afterAll(async () => {
  await kafka?.close();
  await proxy?.close();
});
beforeEach(() => {
  logs = [];
});
afterEach(async () => {
  proxy.healthy();
  await Promise.all(logs.map((log) => log.close()));
});

function open(brokers = kafka.brokers): EventLog {
  const log = kafkaEventLog({
    access: { brokers: [brokers], clientId: 'test' },
    leaseMs: 2_000,
    renewMs: 300,
    commitMs: 20,
    report: () => undefined,
  });
  logs.push(log);
  return log;
}

async function topicOf(log: EventLog, partitions = 1): Promise<string> {
  const name = `topic-${randomUUID()}`;
  await log.ensureTopic({ name, partitions, retentionMs: null });
  return name;
}

describe('An append', () => {
  test('whose answer is lost says that nobody knows, and its records are there', async () => {
    const direct = open();
    const topic = await topicOf(direct);
    const behind = open(`127.0.0.1:${proxy.port}`);
    const to = { topic, partition: 0 };
    expect(await behind.append(to, numbered(0, 1))).toBe('appended');
    proxy.loseAnswers();
    expect(await behind.append(to, numbered(1, 1))).toBe('unknown');
    proxy.healthy();
    await vi.waitFor(async () => {
      expect(await behind.append(to, numbered(2, 1))).toBe('appended');
    }, patience);
    const keys = (await readAll(direct, topic)).map(({ key }) => key);
    expect(keys).toEqual(['a-0', 'a-1', 'a-2']);
  });

  test('is refused while nobody can be reached, and nothing of it is there', async () => {
    const direct = open();
    const topic = await topicOf(direct);
    const behind = open(`127.0.0.1:${proxy.port}`);
    const to = { topic, partition: 0 };
    expect(await behind.append(to, numbered(0, 1))).toBe('appended');
    proxy.refuse();
    expect(await behind.append(to, numbered(1, 1))).toBe('refused');
    proxy.healthy();
    await vi.waitFor(async () => {
      expect(await behind.append(to, numbered(2, 1))).toBe('appended');
    }, patience);
    expect((await readAll(direct, topic)).map(({ key }) => key)).toEqual(['a-0', 'a-2']);
  });

  test('that was acknowledged is there when the broker was killed in the middle of many', async () => {
    const log = open();
    const topic = await topicOf(log);
    const to = { topic, partition: 0 };
    const outcomes = new Map<string, string>();
    let next = 0;
    let going = true;
    const writing = Array.from({ length: 4 }, async () => {
      while (going) {
        const [record] = numbered(next++, 1);
        if (record === undefined) return;
        outcomes.set(record.key, await log.append(to, [record]));
      }
    });
    await vi.waitFor(() => expect(outcomes.size).toBeGreaterThan(100), patience);
    await kafka.kill();
    await kafka.start();
    const before = outcomes.size;
    await vi.waitFor(() => expect(outcomes.size).toBeGreaterThan(before + 100), patience);
    going = false;
    await Promise.all(writing);
    const there = new Set((await readAll(log, topic)).map(({ key }) => key));
    const said = (wanted: string) =>
      [...outcomes].filter(([, outcome]) => outcome === wanted).map(([key]) => key);
    expect(said('appended').filter((key) => !there.has(key))).toEqual([]);
    expect(said('refused').filter((key) => there.has(key))).toEqual([]);
    expect(said('refused').length + said('unknown').length).toBeGreaterThan(0);
  });
});

describe('A subscription', () => {
  test('waits for a broker that is away, keeps its reader, and goes on', async () => {
    const log = open();
    const topic = await topicOf(log);
    const consumer = noting();
    await log.subscribe({ ...consumer.member('m'), group: 'g', topic, batchRecordsMax: 10 });
    expect(await log.append({ topic, partition: 0 }, numbered(0, 3))).toBe('appended');
    await vi.waitFor(() => expect(consumer.total()).toBe(3), patience);
    await kafka.kill();
    await kafka.start();
    await vi.waitFor(async () => {
      expect(await log.append({ topic, partition: 0 }, numbered(3, 1, 'later'))).toBe('appended');
    }, patience);
    await vi.waitFor(() => {
      expect(new Set(consumer.handled.get(0))).toEqual(new Set(['a-0', 'a-1', 'a-2', 'later-3']));
    }, patience);
  });
});

describe('Of two members', () => {
  const partitions = 4;
  let house: TestDatabase;
  let owner: pg.Client;
  let children: ChildProcess[];
  let topic: string;
  let log: EventLog;
  let appended: number;

  beforeEach(async () => {
    house = await testDatabase();
    owner = new pg.Client({ connectionString: house.url });
    await owner.connect();
    await owner.query(seenTables);
    await owner.query('insert into seen.positions select generate_series(0, 3), 0');
    log = open();
    topic = await topicOf(log, partitions);
    children = [];
    appended = 0;
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await owner.end();
    await house.close();
  });

  function member(name: string): ChildProcess {
    const child = spawn(process.execPath, [entry, house.url, topic, name, '2000', kafka.brokers], {
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    children.push(child);
    return child;
  }

  async function append(count: number): Promise<void> {
    for (let partition = 0; partition < partitions; partition += 1) {
      expect(await log.append({ topic, partition }, numbered(appended, count))).toBe('appended');
    }
    appended += count;
  }

  /** Every record exactly once and in order, whoever had it. */
  async function expectAllSeen(): Promise<void> {
    const { rows } = await owner.query(
      `select partition, array_agg("offset"::integer order by at) as offsets, array_agg(key order by at) as keys
       from seen.records group by partition order by partition`,
    );
    expect(rows).toEqual(
      [0, 1, 2, 3].map((partition) => ({
        partition,
        offsets: Array.from({ length: appended }, (_, offset) => offset),
        keys: numbered(0, appended).map(({ key }) => key),
      })),
    );
  }

  /** Who holds how many partitions by what they noted. */
  async function shares(): Promise<Record<string, number>> {
    const { rows } = await owner.query<{ who: string; held: number }>(
      `select who, sum(case what when 'opened' then 1 when 'closed' then -1 else 0 end)::integer as held
       from seen.openings group by who`,
    );
    return Object.fromEntries(rows.map(({ who, held }) => [who, held]));
  }

  async function shared(): Promise<[ChildProcess, ChildProcess]> {
    const first = member('first');
    await vi.waitFor(async () => expect(await shares()).toEqual({ first: 4 }), patience);
    const second = member('second');
    await vi.waitFor(async () => expect(await shares()).toEqual({ first: 2, second: 2 }), patience);
    await append(20);
    await vi.waitFor(expectAllSeen, patience);
    return [first, second];
  }

  test('one is killed: the other has all partitions, and nothing is lost or done twice', async () => {
    const [first] = await shared();
    first.kill('SIGKILL');
    await append(20);
    await vi.waitFor(expectAllSeen, patience);
    expect((await shares())['second']).toBe(4);
  });

  test('one stops in order: the other has all partitions', async () => {
    const [first] = await shared();
    first.stdin?.end();
    await once(first, 'exit');
    await append(20);
    await vi.waitFor(expectAllSeen, patience);
    expect(await shares()).toEqual({ first: 0, second: 4 });
  });

  test('one is frozen while it handles: its late work is refused, and it joins again', async () => {
    const [first] = await shared();
    await owner.query(`insert into seen.held values ('first')`);
    await append(20);
    await vi.waitFor(async () => {
      const { rows } = await owner.query(
        'select count(*)::integer as done from seen.positions where next_offset = 40',
      );
      expect(rows).toEqual([{ done: 2 }]);
    }, patience);
    first.kill('SIGSTOP');
    await vi.waitFor(expectAllSeen, patience);
    await owner.query('delete from seen.held');
    first.kill('SIGCONT');
    await vi.waitFor(async () => {
      const { rows } = await owner.query(
        `select count(*)::integer as refused from seen.openings
         where who = 'first' and what like '%another process moved the position%'`,
      );
      expect(rows).toEqual([{ refused: 2 }]);
      expect(await shares()).toEqual({ first: 2, second: 2 });
    }, patience);
    await append(20);
    await vi.waitFor(expectAllSeen, patience);
  });
});

interface Proxy {
  readonly port: number;
  to(address: string): void;
  healthy(): void;
  /** Requests arrive, and what is answered is thrown away. */
  loseAnswers(): void;
  /** Connections end, and no other is let in. */
  refuse(): void;
  close(): Promise<void>;
}

/** Between a client and the broker. */
async function startProxy(): Promise<Proxy> {
  let address = '';
  let state: 'healthy' | 'deaf' | 'refusing' = 'healthy';
  const sockets = new Set<Socket>();
  const server: Server = createServer((from) => {
    if (state === 'refusing') return void from.destroy();
    const colon = address.lastIndexOf(':');
    const to = connect(Number(address.slice(colon + 1)), address.slice(0, colon));
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    from.pipe(to);
    to.on('data', (bytes) => {
      if (state !== 'deaf') from.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    to(next) {
      address = next;
    },
    healthy() {
      // What a connection has lost makes its rest unreadable.
      if (state === 'deaf') for (const socket of sockets) socket.destroy();
      state = 'healthy';
    },
    loseAnswers() {
      state = 'deaf';
    },
    refuse() {
      state = 'refusing';
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
