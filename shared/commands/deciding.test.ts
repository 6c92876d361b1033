/** Commands are decided once, however often they arrive, and every copy is answered. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '#shared/database/database.ts';
import type { BatchEffects, ConsumerTools } from '#shared/function/declare.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import { telemetryOff } from '#shared/telemetry/process-telemetry.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import { testSources } from '#shared/testing/sources.ts';
import { type CommandLike, type Decider, decideBatch, recentDecisions } from './deciding.ts';
import { repliesOver } from './replies.ts';

interface Light extends CommandLike {
  readonly watts: number;
}

const tenantId = randomUUID();
const otherTenantId = randomUUID();

let server: TestDatabase;
let database: Database;
let published: [string, string][];
let decided: Light[];
let loaded: string[];
let recent = recentDecisions();
let presumeNew: boolean;
let transactions: number;

beforeAll(async () => {
  server = await testDatabase();
  database = server.database('serai_identity', { schema: 'identity' });
});
afterAll(() => server.close());
beforeEach(() => {
  [published, decided, loaded] = [[], [], []];
  [recent, presumeNew, transactions] = [recentDecisions(), false, 0];
});

function light(watts: number, more: Partial<Light> = {}): Light {
  return { id: randomUUID(), tenantId, fingerprint: `of ${watts}`, watts, ...more };
}

function record(command: object | string, replyto = 'here'): StoredRecord {
  return {
    key: 'k',
    headers: { replyto, traceparent: 'trace' },
    value: Buffer.from(typeof command === 'string' ? command : JSON.stringify(command)),
    offset: 0,
    appendedAtMs: 0,
  };
}

/** Refuses what is too bright, and leaves a fact behind each time it says yes. */
const decider: Omit<Decider<Light>, 'recent'> = {
  missing: (commands) => async () => {
    loaded.push(...commands.map(({ id }) => id));
  },
  decide({ command, traceparent }) {
    decided.push(command);
    const fact = {
      ...{ id: randomUUID(), partition: 0, type: 'lamp.lit.v1', subject: 'lamp' },
      ...{ tenantId: command.tenantId, partitionKey: 'lamp', correlationId: command.id },
      ...{ causationId: command.id, timeMs: 0, traceparent, data: '{}' },
    };
    return command.watts > 100
      ? { outcome: 'too_bright', details: { max: 100 }, events: [] }
      : { outcome: 'accepted', details: undefined, receipt: { lit: true }, events: [fact] };
  },
  async write() {},
};

const channels = {
  async publish(channel: string, message: string): Promise<void> {
    published.push([channel, message]);
  },
  async subscribe(): Promise<never> {
    throw new Error('nobody listens here');
  },
};

function handle(records: readonly StoredRecord[], more = {}): Promise<BatchEffects> {
  const tools: ConsumerTools = {
    ...testSources(),
    ...{ partitionOf: () => 0, presumeNew, telemetry: telemetryOff },
    read(tenants, work) {
      transactions += 1;
      return database.read(tenants, work);
    },
    channels,
    replies: repliesOver(channels),
  };
  const parse = (each: StoredRecord): Light => JSON.parse(each.value.toString('utf8'));
  return decideBatch(records, parse, { ...decider, recent, ...more }, tools);
}

async function commit(effects: BatchEffects): Promise<void> {
  await database.write(effects.tenants, (sql) => effects.write(sql));
  effects.committed?.();
}

function replies(): [string, unknown][] {
  return published.flatMap(([channel, message]) =>
    (JSON.parse(message) as unknown[]).map((reply): [string, unknown] => [channel, reply]),
  );
}

test('A decision is kept and told, with its details, when it is committed and not before', async () => {
  const [soft, bright] = [light(40), light(200)];
  const effects = await handle([record(soft), record(bright, 'there')]);
  expect(published).toEqual([]);
  expect(effects.tenants).toEqual([tenantId]);
  expect(effects.events.map(({ correlationId }) => correlationId)).toEqual([soft.id]);
  await commit(effects);
  expect(replies()).toEqual([
    ['here', [soft.id, 'of 40', 'accepted', null, false, { lit: true }]],
    ['there', [bright.id, 'of 200', 'too_bright', '{"max":100}', false]],
  ]);
  const rows = await database.read([tenantId], (sql) =>
    sql.rows(
      'select outcome, details from decisions where command_id = any($1::uuid[]) order by 1',
      [[soft.id, bright.id]],
    ),
  );
  expect(rows).toEqual([
    { outcome: 'accepted', details: null },
    { outcome: 'too_bright', details: '{"max":100}' },
  ]);
});

describe('A copy', () => {
  test('in the same batch is answered as the first and decided once', async () => {
    const command = light(40);
    const effects = await handle([record(command), record(command, 'there')]);
    await commit(effects);
    expect(decided).toEqual([command]);
    expect(effects.events).toHaveLength(1);
    expect(replies()).toEqual([
      ['here', [command.id, 'of 40', 'accepted', null, false, { lit: true }]],
      ['there', [command.id, 'of 40', 'accepted', null, true]],
    ]);
  });

  test.each([
    [40, 'accepted', null, 'from memory', 0],
    [200, 'too_bright', '{"max":100}', 'from memory', 0],
    [40, 'accepted', null, 'from its row', 1],
    [200, 'too_bright', '{"max":100}', 'from its row', 1],
  ])(
    'of %d watts that comes later is answered %s %s %s, and nothing is loaded for it',
    async (watts, outcome, details, from, reads) => {
      const command = light(watts);
      await commit(await handle([record(command)]));
      if (from === 'from its row') recent = recentDecisions();
      [published, decided, loaded, transactions] = [[], [], [], 0];
      const effects = await handle([record(command)]);
      await commit(effects);
      expect([decided, loaded, effects.events, transactions]).toEqual([[], [], [], reads]);
      expect(replies()).toEqual([
        ['here', [command.id, command.fingerprint, outcome, details, true]],
      ]);
    },
  );

  test('with another fingerprint is a reused key, and changes nothing', async () => {
    const command = light(40);
    await commit(await handle([record(command)]));
    published = [];
    const forged = { ...command, fingerprint: 'of 60', watts: 60 };
    await commit(await handle([record(forged), record(command)]));
    expect(decided).toEqual([command]);
    expect(replies()).toEqual([
      ['here', [command.id, 'of 60', 'idempotency_key_reused', null, false]],
      ['here', [command.id, 'of 40', 'accepted', null, true]],
    ]);
  });
});

describe('Commands presumed new', () => {
  beforeEach(() => {
    presumeNew = true;
  });

  test('are decided without a read when memory holds all that they need', async () => {
    const command = light(40);
    await commit(await handle([record(command)], { missing: () => undefined }));
    expect([decided, transactions]).toEqual([[command], 0]);
    expect(replies()).toEqual([
      ['here', [command.id, 'of 40', 'accepted', null, false, { lit: true }]],
    ]);
  });

  test('bring in what memory lacks, in one read', async () => {
    const commands = [light(40), light(60)];
    await handle(commands.map((each) => record(each)));
    expect([loaded, transactions]).toEqual([commands.map(({ id }) => id), 1]);
  });

  test('fail to be written when one was decided before, by the key of its decision', async () => {
    const command = light(40);
    await commit(await handle([record(command)]));
    recent = recentDecisions();
    const again = await handle([record(light(60)), record(command)]);
    await expect(commit(again)).rejects.toMatchObject({ sqlState: '23505' });
  });
});

test('Commands of several tenants are decided in one batch, in order, each under its own', async () => {
  const commands = [light(1), light(2, { tenantId: otherTenantId }), light(3)];
  const effects = await handle(commands.map((each) => record(each)));
  expect(effects.tenants.toSorted()).toEqual([tenantId, otherTenantId].toSorted());
  await commit(effects);
  expect(decided).toEqual(commands);
  const seen = await database.read([otherTenantId], (sql) =>
    sql.rows('select command_id from decisions'),
  );
  expect(seen).toEqual([{ command_id: commands[1]?.id }]);
});

test('A command that nobody waits for is decided without a reply', async () => {
  await commit(await handle([record(light(40), '')]));
  expect(decided).toHaveLength(1);
  expect(published).toEqual([]);
});

test('Replies beyond what a channel carries go in several messages', async () => {
  const commands = Array.from({ length: 400 }, (_, at) =>
    light(at, { fingerprint: 'f'.repeat(60) }),
  );
  await commit(await handle(commands.map((each) => record(each))));
  expect(published.length).toBeGreaterThan(1);
  for (const [, message] of published) expect(message.length).toBeLessThan(33_000);
  expect(replies().map(([, reply]) => (reply as string[])[0])).toEqual(
    commands.map(({ id }) => id),
  );
});

test('A record that cannot be read fails its batch, for the runtime to find it', async () => {
  await expect(handle([record(light(40)), record('no json')])).rejects.toThrow(/JSON/);
  expect(decided).toEqual([]);
});
