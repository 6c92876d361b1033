/** The booking path as separate processes from their bundles, sharing one database and nothing else. */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import {
  type Bundles,
  buildBundles,
  type FunctionProcess,
  makeTopics,
  type Signing,
  signing,
  startFunction,
} from './testing/bundles.ts';
import { type Desk, deskAt, property, stay } from './testing/desk.ts';

const names = [
  ...['submit-reservation', 'decide-reservations', 'relay-reservations', 'project-arrivals'],
  'open-property',
];
const leaseMs = 1_500;
const partitions = 8;
const patience = { timeout: 20_000, interval: 20 };
const tenantId = randomUUID();

let bundles: Bundles;
let keys: Signing;
let token: string;
let database: TestDatabase;
let owner: pg.Client;
let started: FunctionProcess[];

beforeAll(async () => {
  [bundles, keys] = await Promise.all([buildBundles(names), signing()]);
  token = await keys.token(tenantId, 'tenant_admin');
});
afterAll(() => bundles.remove());
beforeEach(async () => {
  started = [];
  database = await testDatabase();
  await makeTopics(database.url);
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});
afterEach(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  await owner.end();
  await database.close();
});

function start(name: string, env: Record<string, string | undefined> = {}): FunctionProcess {
  const all = { ...keys.env, DATABASE_URL: database.url, SERAI_LEASE_MS: `${leaseMs}`, ...env };
  const given = Object.entries(all).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  const running = startFunction(bundles, name, Object.fromEntries(given));
  started.push(running);
  return running;
}

async function desk(running: FunctionProcess, headers: Record<string, string> = {}): Promise<Desk> {
  return deskAt(await running.url, token, headers);
}

async function openedProperty(): Promise<string> {
  const opened = await (await desk(start('open-property'))).post('/v1/properties', property(5));
  expect(opened.status).toBe(201);
  return opened.body.id;
}

interface SpanRow {
  readonly service: string;
  readonly span_id: string;
  readonly parent_span_id: string;
}

describe('submit, decide, relay and a projection, each a process of its own', () => {
  test('take a booking together, in one trace', async () => {
    for (const name of ['decide-reservations', 'relay-reservations', 'project-arrivals'])
      start(name);
    const propertyId = await openedProperty();
    const traceId = randomBytes(16).toString('hex');
    const caller = randomBytes(8).toString('hex');
    const door = await desk(start('submit-reservation'), {
      traceparent: `00-${traceId}-${caller}-01`,
    });
    const booked = await door.post(`/v1/properties/${propertyId}/reservations`, stay(1, 2));
    expect(booked).toMatchObject({
      status: 201,
      body: { status: 'confirmed', arrival: '2026-01-02' },
    });

    await vi.waitFor(async () => {
      const { rows } = await owner.query(
        `select reservation_id, status, arrival::text from reservations.arrivals`,
      );
      expect(rows).toEqual([
        { reservation_id: booked.body.id, status: 'confirmed', arrival: '2026-01-02' },
      ]);
    }, patience);
    const services = [
      'submit-reservation',
      'decide-reservations',
      'relay-reservations',
      'project-arrivals',
    ];
    await vi.waitFor(async () => {
      const { rows } = await owner.query<SpanRow>(
        `select service, span_id, parent_span_id from telemetry.spans where trace_id = $1 order by started_at`,
        [traceId],
      );
      expect(rows.map(({ service }) => service)).toEqual(services);
      // Each is the child of the one before it, the first of the caller's.
      const parents = rows.map(({ parent_span_id }) => parent_span_id);
      expect(parents).toEqual([caller, ...rows.slice(0, -1).map(({ span_id }) => span_id)]);
    }, patience);
  });
});

describe('a process', () => {
  test('answers probes and says "later" while the database is away, and works when it is there', async () => {
    const gate = createServer((from) => {
      const { hostname, port } = new URL(database.url);
      const to = connect(Number(port), hostname);
      from.pipe(to).pipe(from);
      for (const [one, other] of [
        [from, to],
        [to, from],
      ] as const)
        one.on('error', () => other.destroy());
    });
    gate.listen(0, '127.0.0.1');
    await once(gate, 'listening');
    const { port } = gate.address() as AddressInfo;
    gate.close();
    await once(gate, 'close');
    const away = new URL(database.url);
    away.port = String(port);

    const [door, decider] = ['submit-reservation', 'decide-reservations'].map((name) =>
      start(name, { DATABASE_URL: away.href }),
    ) as [FunctionProcess, FunctionProcess];
    const probe = async (running: FunctionProcess, path: string): Promise<number> =>
      (await fetch(`${await running.url}${path}`)).status;
    expect(await probe(door, '/healthz')).toBe(200);
    await vi.waitFor(async () => expect(await probe(door, '/readyz')).toBe(200), patience);
    expect(await probe(decider, '/healthz')).toBe(200);
    expect(await probe(decider, '/readyz')).toBe(503);
    const path = `/v1/properties/${randomUUID()}/reservations`;
    const answer = await (await desk(door)).post(path, stay(1, 1));
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });

    gate.listen(port, '127.0.0.1');
    await vi.waitFor(async () => expect(await probe(decider, '/readyz')).toBe(200), patience);
    await vi.waitFor(async () => {
      expect(await (await desk(door)).post(path, stay(1, 1))).toMatchObject({ status: 404 });
    }, patience);
    for (const { child } of [door, decider]) child.kill('SIGTERM');
    expect(await Promise.all([door.ended, decider.ended])).toEqual([0, 0]);
    gate.close();
  });

  test('that is told to go while the database is away goes', async () => {
    const decider = start('decide-reservations', {
      DATABASE_URL: 'postgres://u:p@127.0.0.1:1/none',
    });
    await decider.url;
    decider.child.kill('SIGTERM');
    expect(await decider.ended).toBe(0);
  });

  test('finishes the request it is in when it is told to go', async () => {
    const decider = start('decide-reservations');
    const propertyId = await openedProperty();
    decider.child.kill('SIGTERM');
    expect(await decider.ended).toBe(0);
    const door = start('submit-reservation');
    // Nobody decides: the request waits as long as it says.
    const answer = (await desk(door, { prefer: 'wait=2' })).post(
      `/v1/properties/${propertyId}/reservations`,
      stay(1, 1),
    );
    await vi.waitFor(async () => {
      const { rows } = await owner.query(
        `select sum(next_offset)::integer as commands from log.partitions join log.topics on id = topic_id
         where name = 'reservations.commands'`,
      );
      expect(rows).toEqual([{ commands: 2 }]);
    }, patience);
    door.child.kill('SIGTERM');
    expect(await answer).toMatchObject({ status: 202, body: { status: 'pending' } });
    expect(await door.ended).toBe(0);
    await expect(fetch(await door.url)).rejects.toThrow('fetch failed');
  });

  test.each([
    [
      'no database',
      { DATABASE_URL: undefined },
      'The environment is not complete: DATABASE_URL: is missing.',
    ],
    [
      'two at once',
      { SERAI_SIGNING_SECRET: 'short', PORT: '70000' },
      'The environment is not complete: PORT: is not a number from 0 to 65535; SERAI_SIGNING_SECRET: has fewer than 32 characters.',
    ],
    [
      'no JSON',
      { SERAI_ISSUERS: '{' },
      'The environment is not complete: SERAI_ISSUERS: is not JSON.',
    ],
  ])('says in one sentence what it lacks: %s', async (_what, env, sentence) => {
    const lacking = start('submit-reservation', env);
    expect(await lacking.ended).toBe(78);
    expect(lacking.output()).toBe(sentence);
  });

  test('says in one sentence that its port is in use', async () => {
    const first = start('submit-reservation');
    const { port } = new URL(await first.url);
    const second = start('submit-reservation', { PORT: port });
    expect(await second.ended).toBe(78);
    expect(second.output()).toBe(
      `Port ${port} is in use; stop what listens there or choose another with PORT.`,
    );
  });
});

describe('two deciders', () => {
  async function shares(): Promise<number[]> {
    const { rows } = await owner.query<{ held: number }>(
      `select count(*)::integer as held from log.leases
       where consumer_group = 'decide-reservations' and owner is not null and expires_at > now()
       group by owner order by held`,
    );
    return rows.map(({ held }) => held);
  }

  test('share the partitions; of one that is killed the other has them within the lease', async () => {
    const [first, second] = [start('decide-reservations'), start('decide-reservations')];
    await vi.waitFor(async () => expect(await shares()).toEqual([4, 4]), patience);
    first.child.kill('SIGKILL');
    const killedMs = performance.now();
    await vi.waitFor(async () => expect(await shares()).toEqual([partitions]), patience);
    // The lease, and what the machine itself takes.
    expect(performance.now() - killedMs).toBeLessThan(leaseMs + 1_000);
    const propertyId = await openedProperty();
    const door = await desk(start('submit-reservation'));
    const booked = await door.post(`/v1/properties/${propertyId}/reservations`, stay(1, 1));
    expect(booked.status).toBe(201);
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(await shares()).toEqual([]);
  });

  test('one that is told to go gives its partitions back at once', async () => {
    const [first] = [start('decide-reservations'), start('decide-reservations')];
    await vi.waitFor(async () => expect(await shares()).toEqual([4, 4]), patience);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    const gone = performance.now();
    await vi.waitFor(async () => expect(await shares()).toEqual([partitions]), patience);
    expect(performance.now() - gone).toBeLessThan(leaseMs / 2);
  });
});
