import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fact, tenantId } from '#shared/push/testing/house.ts';
import getEvent from './get-event.ts';
import listEvents from './list-events.ts';
import { scanFacts } from './scan-facts.ts';
import { type OperatedHouse, operatedHouse } from './testing/house.ts';

const otherTenant = '0190a5f0-0000-7000-8000-000000000002';
const topics = ['reservations.events', 'identity.events', 'inbound'];
const total = 90;
let house: OperatedHouse;

/** Ninety facts over two contexts, every third of another type and every fifth of another tenant. */
beforeAll(async () => {
  house = await operatedHouse([listEvents, getEvent]);
  for (const name of topics)
    await house.log.ensureTopic({ name, partitions: 3, retentionMs: null });
  for (let at = 0; at < total; at += 1) {
    const event = fact(`f-${at}`, {
      type: at % 3 === 0 ? 'third.v1' : 'other.v1',
      subject: `s-${at % 2}`,
      data: JSON.stringify({ at, personal: 'sealed' }),
      extensions: { tenantid: at % 5 === 0 ? otherTenant : tenantId },
    });
    await house.append(topics[at % 2] ?? '', event, at % 3);
  }
  await house.append('inbound', fact('not-a-fact'));
  await spread();
});
afterAll(() => house.close());

/** Appended within milliseconds; a second apart their order by the log's clock is one. */
async function spread(): Promise<void> {
  const owner = new pg.Client({ connectionString: house.url });
  await owner.connect();
  await owner.query(`
    update log.batches set appended_at = timestamptz '2026-01-01' + nth * interval '1 second'
    from (select topic_id as topic, partition as part, last_offset as last,
            row_number() over (order by appended_at) as nth from log.batches) numbered
    where topic_id = topic and partition = part and last_offset = last`);
  await owner.end();
}

const newestFirst = (wanted: (at: number) => boolean) =>
  Array.from({ length: total }, (_, at) => total - 1 - at)
    .filter(wanted)
    .map((at) => `f-${at}`);

async function pages(query: string, as: 'operator' | 'tenant' = 'operator') {
  const ids: string[] = [];
  let cursor = '';
  for (let page = 0; page < 20; page += 1) {
    const { status, body } = await house.call(`GET /v1/events?${query}${cursor}`, as);
    expect(status).toBe(200);
    ids.push(...body.events.map(({ id }: { id: string }) => id));
    if (body.nextCursor === undefined) return ids;
    cursor = `&cursor=${body.nextCursor}`;
  }
  throw new Error('too many pages');
}

describe('the list of facts', () => {
  test('has all facts with what they carry, sealed as it is, newest first', async () => {
    const { body } = await house.call('GET /v1/events');
    expect(body.nextCursor).toBeUndefined();
    expect(body.events.map(({ id }: { id: string }) => id)).toEqual(newestFirst(() => true));
    const given = fact('f-88', { type: 'other.v1', subject: 's-0' });
    const { data: _data, extensions, ...attributes } = given;
    expect(body.events[1]).toEqual({
      id: 'f-88',
      type: 'other.v1',
      subject: 's-0',
      source: given.source,
      tenantId,
      readBy: [],
      topic: 'reservations.events',
      partition: 1,
      offset: 14,
      recordedAt: expect.stringMatching(/^20.*Z$/),
      attributes: { ...attributes, ...extensions },
      data: '{"at":88,"personal":"sealed"}',
    });
  });

  test.each([7, 32, 45, 89, 90, 91])('comes in pages of %i without a gap', async (limit) => {
    expect(await pages(`limit=${limit}`)).toEqual(newestFirst(() => true));
  });

  test('goes on where a page ended while new facts come', async () => {
    const { body } = await house.call('GET /v1/events?limit=10&type=third.v1');
    await house.append('identity.events', fact('later', { type: 'third.v1' }), 2);
    const next = await house.call(`GET /v1/events?type=third.v1&cursor=${body.nextCursor}`);
    const seen = [...body.events, ...next.body.events].map(({ id }: { id: string }) => id);
    expect(seen).toEqual(newestFirst((at) => at % 3 === 0));
  });

  test('is filtered by type, subject and tenant together', async () => {
    expect(await pages('type=third.v1&limit=4')).toEqual([
      'later',
      ...newestFirst((at) => at % 3 === 0),
    ]);
    expect(await pages('subject=s-1&limit=200')).toEqual(newestFirst((at) => at % 2 === 1));
    expect(await pages(`type=third.v1&subject=s-0&tenantId=${otherTenant}`)).toEqual(
      newestFirst((at) => at % 30 === 0),
    );
  });

  test('shows a tenant its own facts alone', async () => {
    expect(await pages('limit=200', 'tenant')).toEqual([
      'later',
      ...newestFirst((at) => at % 5 !== 0),
    ]);
    expect(await pages(`tenantId=${otherTenant}`, 'tenant')).toEqual([]);
  });

  test.each([
    ['limit=201', 'invalid_request'],
    ['cursor=xyz', 'cursor_invalid'],
    [`cursor=${Buffer.from('["1.2.3","1.2.3"]').toString('base64url')}`, 'cursor_invalid'],
    [`cursor=${Buffer.from('["1.2","1.2.3","-"]').toString('base64url')}`, 'cursor_invalid'],
    [`cursor=${Buffer.from('["1.2.:","1.2.3","-"]').toString('base64url')}`, 'cursor_invalid'],
  ])('refuses %s', async (query, code) => {
    const { status, body } = await house.call(`GET /v1/events?${query}`);
    expect([status, body.code]).toEqual([400, code]);
  });

  test('is for those who may read events', async () => {
    expect((await house.call('GET /v1/events', 'nobody')).status).toBe(403);
  });
});

describe('a fact', () => {
  test('is found by its id', async () => {
    const { status, body } = await house.call('GET /v1/events/f-0');
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 'f-0', topic: 'reservations.events', offset: 0 });
  });

  test.each([
    ['nobody knows', 'f-1000', 'operator'],
    ['came from outside', 'not-a-fact', 'operator'],
    ['is of another tenant', 'f-0', 'tenant'],
  ] as const)('that %s is unknown', async (_what, id, as) => {
    const { status, body } = await house.call(`GET /v1/events/${id}`, as);
    expect([status, body.code, body.lookedThroughAll]).toEqual([404, 'event_unknown', true]);
  });
});

describe('a scan', () => {
  test('ends after as many records as it may look at, and says where to go on', async () => {
    const options = {
      log: house.log,
      topics: topics.slice(0, 2),
      limit: 10,
      recordsMax: 20,
      wanted: () => false,
    };
    const first = await scanFacts({ ...options, from: undefined });
    if (first === 'elsewhere') throw new Error(first);
    expect(first.found).toEqual([]);
    const left = first.next?.flat().reduce((sum, offset) => sum + offset, 0);
    // One more fact came with the pages above.
    expect(left).toBe(total + 1 - 20);
    const rest = await scanFacts({ ...options, from: first.next, recordsMax: 1_000 });
    expect(rest).toEqual({ found: [], next: undefined });
  });
});
