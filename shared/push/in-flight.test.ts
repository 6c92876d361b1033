import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { putRetries } from './retries.ts';
import { fact } from './testing/house.ts';
import { answering, patience, type TriggerHouse, triggerHouse } from './testing/triggers.ts';
import type { Dispatch } from './verdict.ts';

let house: TriggerHouse;
beforeAll(async () => {
  house = await triggerHouse();
});
afterEach(() => house.stopAll());
afterAll(() => house.close());

describe('ordered delivery of many', () => {
  test('has one in flight per partition and keeps the order across retries', async () => {
    const topic = await house.topic(3);
    const ids = Array.from({ length: 90 }, (_, at) => `${at % 3}-${Math.floor(at / 3)}`);
    for (const id of ids) await house.append(topic, fact(id), Number(id[0]));
    const inFlight = [0, 0, 0];
    let most = 0;
    let together = 0;
    const { promise: allThere, resolve: there } = Promise.withResolvers<void>();
    const failedOnce = new Set<string>();
    const done: string[][] = [[], [], []];
    const dispatch: Dispatch = async ({ id }) => {
      const partition = Number(id[0]);
      inFlight[partition] = (inFlight[partition] ?? 0) + 1;
      most = Math.max(most, ...inFlight);
      together = Math.max(together, inFlight.filter((count) => count > 0).length);
      if (together === 3) there();
      await allThere;
      await turn();
      inFlight[partition] = (inFlight[partition] ?? 0) - 1;
      if (id.endsWith('7') && !failedOnce.has(id)) {
        failedOnce.add(id);
        return new Response('', { status: 503 });
      }
      done[partition]?.push(id);
      return new Response(null);
    };
    await house.start(topic, dispatch, { declaration: { order: 'ordered' } });
    await vi.waitFor(() => expect(done.flat()).toHaveLength(90), patience);
    const inOrder = (partition: number) =>
      Array.from({ length: 30 }, (_, at) => `${partition}-${at}`);
    expect(done).toEqual([inOrder(0), inOrder(1), inOrder(2)]);
    expect(failedOnce.size).toBe(9);
    expect(most).toBe(1);
    expect(together).toBe(3);
  });
});

test('a row that an earlier owner put late goes with the event it was for', async () => {
  const topic = await house.topic(1);
  const [{ topicIdentity = '' } = {}] = await house.log.partitions(topic);
  const ids = ['a', 'b', 'c', 'd'];
  const again = new Set(['c']);
  const name = { trigger: '' };
  const deliveries: string[] = [];
  const dispatch: Dispatch = async ({ id }) => {
    deliveries.push(id);
    // It has tried the same event, and moved nothing: the fence stands where it stood.
    const place = { trigger: name.trigger, topic, topicIdentity, partition: 0 };
    const late = { offset: ids.indexOf(id), attempt: 1, dueMs: Date.now() };
    await house
      .database('serai_push', { schema: 'push' })
      .write([], (sql) => putRetries(sql, place, [late]));
    return new Response(null, { status: again.delete(id) ? 503 : 202 });
  };
  name.trigger = await house.start(topic, dispatch, { declaration: { order: 'ordered' } });
  for (const id of ids) await house.append(topic, fact(id));
  await vi.waitFor(async () => {
    expect(await house.position(name.trigger)).toEqual([4]);
    expect(await house.rows('retries', name.trigger)).toEqual([]);
  }, patience);
  expect(deliveries).toEqual(['a', 'b', 'c', 'c', 'd']);
});

describe('unordered delivery of many', () => {
  test('never has more than 50 in flight, and as many when they are there', async () => {
    const topic = await house.topic(4);
    for (let at = 0; at < 160; at += 1) await house.append(topic, fact(`e-${at}`), at % 4);
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    let inFlight = 0;
    let most = 0;
    let done = 0;
    const dispatch: Dispatch = async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await opened;
      await turn();
      inFlight -= 1;
      done += 1;
      return new Response(null);
    };
    await house.start(topic, dispatch);
    await vi.waitFor(() => expect(inFlight).toBe(50), patience);
    open();
    await vi.waitFor(() => expect(done).toBe(160), patience);
    expect(most).toBe(50);
  });

  test('passes a slow one, which is stored and then settled by itself', async () => {
    const topic = await house.topic(1);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const deliveries: string[] = [];
    const dispatch: Dispatch = async ({ id }) => {
      deliveries.push(id);
      if (id === 'slow') await released;
      return new Response(null);
    };
    await house.append(topic, fact('slow'));
    const trigger = await house.start(topic, dispatch, { limits: { slowMs: 30 } });
    await vi.waitFor(() => expect(deliveries).toEqual(['slow']), patience);
    await house.append(topic, fact('a'));
    await vi.waitFor(() => expect(deliveries).toEqual(['slow', 'a']), patience);
    await vi.waitFor(async () => expect(await house.position(trigger)).toEqual([2]), patience);
    expect(await house.rows('retries', trigger)).toMatchObject([{ offset: '0', attempt: 0 }]);
    release();
    await vi.waitFor(
      async () => expect(await house.rows('retries', trigger)).toEqual([]),
      patience,
    );
    expect(deliveries).toEqual(['slow', 'a']);
  });

  test('passes a failing one', async () => {
    const topic = await house.topic(1);
    await house.append(topic, fact('bad'));
    const { deliveries, dispatch } = answering({ bad: [500] });
    const delivery = { retry: 1, backoffPolicy: 'linear', backoffDelayMs: 60_000 } as const;
    const trigger = await house.start(topic, dispatch, { declaration: { delivery } });
    await vi.waitFor(async () => expect(await house.position(trigger)).toEqual([1]), patience);
    await house.append(topic, fact('good'));
    await vi.waitFor(async () => expect(await house.position(trigger)).toEqual([2]), patience);
    expect(deliveries).toEqual(['bad', 'good']);
    expect(await house.rows('retries', trigger)).toMatchObject([
      { offset: '0', attempt: 1, last_code: 500, last_error: 'said 500' },
    ]);
  });

  test('stops reading while too many wait, and goes on when they are done', async () => {
    const topic = await house.topic(1);
    let healthy = false;
    let deliveries = 0;
    const seen = new Set<string>();
    const dispatch: Dispatch = async ({ id }) => {
      seen.add(id);
      deliveries += 1;
      return new Response(healthy ? null : 'x', { status: healthy ? 200 : 500 });
    };
    const delivery = { retry: 100, backoffPolicy: 'linear', backoffDelayMs: 10 } as const;
    for (let at = 0; at < 12; at += 1) await house.append(topic, fact(`e-${at}`));
    await house.start(topic, dispatch, {
      declaration: { delivery },
      limits: { pendingMax: 3, inFlightMax: 2 },
    });
    await vi.waitFor(() => expect(deliveries).toBeGreaterThan(20), patience);
    // Three may wait, and the batch that made them so had at most two.
    expect(seen.size).toBeLessThanOrEqual(4);
    healthy = true;
    await vi.waitFor(() => expect(seen.size).toBe(12), patience);
  });
});
