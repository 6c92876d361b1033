import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { binaryMessage } from '#shared/events/http-event.ts';
import { fact, type PushHouse, pushHouse, testSubscriber } from './testing/house.ts';
import { runTrigger } from './trigger.ts';
import type { Dispatch } from './verdict.ts';

const patience = { timeout: 10_000, interval: 5 };
let house: PushHouse;
let owner: pg.Client;
beforeAll(async () => {
  house = await pushHouse();
  owner = new pg.Client({ connectionString: house.url });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await house.close();
});

/** `a` and `e` are done at once, `b` at the third time, `c` never, `d` with a reply. */
function subscriberOfAll() {
  const deliveries: string[] = [];
  const dispatch: Dispatch = async ({ id }) => {
    deliveries.push(id);
    if (id === 'b' && deliveries.filter((each) => each === 'b').length < 3)
      return new Response('', { status: 503 });
    if (id === 'c') return new Response('', { status: 422 });
    if (id !== 'd') return new Response(null);
    const { headers, body } = binaryMessage(fact('reply', { type: 'thing.answered.v1' }));
    return new Response(body, { headers });
  };
  return { deliveries, dispatch };
}

async function state(trigger: string) {
  const { rows } = await owner.query(
    `select next_offset::int as position,
       (select count(*)::int from push.retries where trigger = $1) as retries,
       (select count(*)::int from push.dead_letters where trigger = $1) as letters
     from push.consumer_offsets where consumer = $1`,
    [trigger],
  );
  return rows[0];
}

async function idsIn(topic: string): Promise<(string | undefined)[]> {
  return (await house.records(topic)).map(({ headers }) => headers['ce_id']);
}

describe.each(['ordered', 'unordered'] as const)('a process with %s delivery', (order) => {
  const changes = 15;
  let reached = 0;
  test.each(Array.from({ length: changes }, (_, at) => at))(
    'that is dropped at its change number %i loses nothing',
    async (atCall) => {
      const topic = await house.topic(1);
      for (const id of ['a', 'b', 'c', 'd', 'e']) await house.append(topic, fact(id));
      const { deliveries, dispatch } = subscriberOfAll();
      const filters = [{ exact: { type: 'thing.happened.v1' } }];
      const declaration = testSubscriber({
        name: `dropped-${order}-${atCall}`,
        order,
        filters,
        handle: async () => ({ outcome: 'done' }),
      });
      const options = { broker: { name: 'things', topic, external: false }, dispatch };

      const first = house.process();
      first.drop(atCall);
      const before = await runTrigger(declaration, first.engines, options);
      await vi.waitFor(async () => {
        const done = await state(declaration.name);
        expect(first.calls() > atCall || (done?.position >= 5 && done.retries === 0)).toBe(true);
      }, patience);
      reached = Math.max(reached, first.calls());
      await before.stop();
      await first.close();

      const second = house.process();
      const after = await runTrigger(declaration, second.engines, options);
      await vi.waitFor(async () => {
        const { position, retries, letters } = await state(declaration.name);
        expect([position >= 5, retries, letters >= 1]).toEqual([true, 0, true]);
        expect(await idsIn(topic)).toContain('reply');
      }, patience);
      await after.stop();
      await second.close();

      const times = (id: string) => deliveries.filter((each) => each === id).length;
      expect(['a', 'b', 'c', 'd', 'e'].map((id) => times(id) > 0)).not.toContain(false);
      expect(times('b')).toBeGreaterThanOrEqual(3);
      expect(await idsIn(`${topic}.dead-letters`)).toContain('c');
      // One restart repeats at most what was not stored: each event once more.
      expect(deliveries.length).toBeLessThanOrEqual(7 + 5);
    },
  );

  test('makes fewer changes than were tried, so that it was dropped at each', () => {
    expect(reached).toBeLessThan(changes);
  });
});

test('a slow delivery of a process that is gone is made again by the next one', async () => {
  const topic = await house.topic(1);
  await house.append(topic, fact('slow'));
  const declaration = testSubscriber({
    name: 'slow-and-gone',
    handle: async () => ({ outcome: 'done' }),
  });
  const broker = { name: 'things', topic, external: false };
  const limits = { slowMs: 5, timeoutMs: 100, graceMs: 50 };
  const first = house.process();
  const hanging = await runTrigger(declaration, first.engines, {
    broker,
    limits,
    dispatch: () => Promise.withResolvers<Response>().promise,
  });
  await vi.waitFor(
    async () => expect(await state(declaration.name)).toMatchObject({ position: 1, retries: 1 }),
    patience,
  );
  first.drop();
  await hanging.stop();
  await first.close();

  const { deliveries, dispatch } = subscriberOfAll();
  const second = house.process();
  const next = await runTrigger(declaration, second.engines, { broker, limits, dispatch });
  await vi.waitFor(
    async () => expect(await state(declaration.name)).toMatchObject({ position: 1, retries: 0 }),
    patience,
  );
  expect(deliveries).toEqual(['slow']);
  await next.stop();
});
