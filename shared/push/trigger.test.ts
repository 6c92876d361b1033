import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { eventOfRecord } from '#shared/events/fact-record.ts';
import { binaryMessage } from '#shared/events/http-event.ts';
import { fact } from './testing/house.ts';
import { answering, patience, type TriggerHouse, triggerHouse } from './testing/triggers.ts';
import type { Dispatch } from './verdict.ts';

let house: TriggerHouse;
beforeAll(async () => {
  house = await triggerHouse();
});
afterEach(() => house.stopAll());
afterAll(() => house.close());

describe.each(['ordered', 'unordered'] as const)('%s delivery', (order) => {
  const declaration = { order };

  test('gives every event from the topic’s start to a new trigger', async () => {
    const topic = await house.topic(2);
    await house.append(topic, fact('a'), 0);
    await house.append(topic, fact('b'), 1);
    const { deliveries, dispatch } = answering({});
    const trigger = await house.start(topic, dispatch, { declaration });
    await vi.waitFor(() => expect(deliveries.toSorted()).toEqual(['a', 'b']), patience);
    await house.append(topic, fact('c'), 1);
    await vi.waitFor(() => expect(deliveries.toSorted()).toEqual(['a', 'b', 'c']), patience);
    await vi.waitFor(async () => expect(await house.position(trigger)).toEqual([1, 2]), patience);
  });

  test('passes what its filters do not want and what is no event', async () => {
    const topic = await house.topic(1);
    await house.append(topic, fact('a', { type: 'other.v1' }));
    await house.log.append({ topic, partition: 0 }, [
      { key: '', headers: {}, value: Buffer.from('{}') },
    ]);
    await house.append(topic, fact('b'));
    const { deliveries, dispatch } = answering({});
    await house.start(topic, dispatch, {
      declaration: { order, filters: [{ exact: { type: 'thing.happened.v1' } }] },
    });
    await vi.waitFor(() => expect(deliveries).toEqual(['b']), patience);
  });

  test('stores where it stands past what its filters do not want', async () => {
    const topic = await house.topic(1);
    await house.append(topic, fact('a'));
    await house.append(topic, fact('b', { type: 'wanted.v1' }));
    await house.append(topic, fact('c'));
    const { deliveries, dispatch } = answering({});
    const filters = [{ exact: { type: 'wanted.v1' } }];
    const trigger = await house.start(topic, dispatch, { declaration: { order, filters } });
    await vi.waitFor(async () => expect(await house.position(trigger)).toEqual([3]), patience);
    await house.append(topic, fact('d'));
    await house.append(topic, fact('e', { type: 'wanted.v1' }));
    await vi.waitFor(() => expect(deliveries).toEqual(['b', 'e']), patience);
    await house.append(topic, fact('f'));
    await house.stopLast();
    expect((await house.position(trigger))[0]).toBeGreaterThanOrEqual(5);
  });

  test.each([500, 503, 504, 404, 408, 409, 429])('tries again after %i', async (status) => {
    const topic = await house.topic(1);
    await house.append(topic, fact('a'));
    const { deliveries, dispatch } = answering({ a: [status, status, 202] });
    const trigger = await house.start(topic, dispatch, { declaration });
    await vi.waitFor(async () => {
      expect(deliveries).toEqual(['a', 'a', 'a']);
      expect(await house.position(trigger)).toEqual([1]);
      expect(await house.rows('retries', trigger)).toEqual([]);
    }, patience);
    expect(await house.letters(topic)).toEqual([]);
    expect(await house.rows('dead_letters', trigger)).toEqual([]);
  });

  test.each([
    [400, 1],
    [401, 1],
    [422, 1],
    [302, 1],
    [500, 3],
    [429, 3],
  ])('gives up after %i, delivered %i times', async (status, times) => {
    const topic = await house.topic(1);
    await house.append(topic, fact('a'));
    await house.append(topic, fact('b'));
    const { deliveries, dispatch } = answering({ a: [status] });
    const trigger = await house.start(topic, dispatch, { declaration });
    await vi.waitFor(async () => {
      expect(deliveries.filter((id) => id === 'a')).toHaveLength(times);
      expect(deliveries).toContain('b');
      expect(await house.position(trigger)).toEqual([2]);
      expect(await house.rows('retries', trigger)).toEqual([]);
    }, patience);
    const given = fact('a');
    expect(await house.letters(topic)).toEqual([
      {
        ...given,
        extensions: {
          ...given.extensions,
          knativeerrordest: trigger,
          knativeerrorcode: String(status),
          knativeerrordata: Buffer.from(`said ${status}`).toString('base64'),
        },
      },
    ]);
    expect(await house.rows('dead_letters', trigger)).toMatchObject([
      { topic, offset: '0', code: status, error: `said ${status}`, retried_at: null },
    ]);
  });

  test('gives up at once on 200 with something else than an event', async () => {
    const topic = await house.topic(1);
    await house.append(topic, fact('a'));
    const { deliveries, dispatch } = answering({ a: [new Response('{"ok":true}')] });
    await house.start(topic, dispatch, { declaration });
    await vi.waitFor(async () => expect(await house.letters(topic)).toHaveLength(1), patience);
    expect(deliveries).toEqual(['a']);
  });

  test('puts a reply into the topic, under its key, where other triggers get it', async () => {
    const topic = await house.topic(4);
    await house.append(topic, fact('a'));
    const reply = fact('r', {
      type: 'thing.answered.v1',
      extensions: { partitionkey: 'k-7', sequence: '7' },
    });
    const { headers, body } = binaryMessage(reply);
    const { dispatch } = answering({ a: [new Response(body, { headers })] });
    await house.start(topic, dispatch, { declaration });
    await vi.waitFor(async () => expect(await house.records(topic)).toHaveLength(2), patience);
    const stored = (await house.records(topic)).find(({ headers: { ce_id } }) => ce_id === 'r');
    expect(stored?.key).toBe('k-7');
    const { sequence: _dropped, ...extensions } = reply.extensions;
    expect(stored && eventOfRecord(stored)).toEqual({ ...reply, extensions });
  });

  test('takes an answer that does not come for one that failed', async () => {
    const topic = await house.topic(1);
    await house.append(topic, fact('a'));
    let calls = 0;
    const dispatch: Dispatch = () => {
      calls += 1;
      return calls === 1
        ? Promise.withResolvers<Response>().promise
        : Promise.resolve(new Response(null));
    };
    const trigger = await house.start(topic, dispatch, { declaration, limits: { timeoutMs: 20 } });
    await vi.waitFor(async () => {
      expect(calls).toBe(2);
      expect(await house.position(trigger)).toEqual([1]);
    }, patience);
  });

  test('waits longer before each retry', async () => {
    const topic = await house.topic(1);
    await house.append(topic, fact('a'));
    const atMs: number[] = [];
    const dispatch: Dispatch = async () => {
      atMs.push(Date.now());
      return new Response('', { status: 500 });
    };
    await house.start(topic, dispatch, {
      declaration: {
        order,
        delivery: { retry: 3, backoffPolicy: 'exponential', backoffDelayMs: 40 },
      },
    });
    await vi.waitFor(async () => expect(await house.letters(topic)).toHaveLength(1), patience);
    const waits = atMs.slice(1).map((at, index) => at - (atMs[index] ?? 0));
    expect(waits).toHaveLength(3);
    for (const [index, atLeast] of [80, 160, 320].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(atLeast - 1);
      expect(waits[index]).toBeLessThan(atLeast * 2 + 500);
    }
  });

  test('counts attempts on after a restart', async () => {
    const topic = await house.topic(1);
    await house.append(topic, fact('a'));
    const name = `restarted-${order}`;
    const slow = { retry: 3, backoffPolicy: 'linear', backoffDelayMs: 300 } as const;
    const first = answering({ a: [500] });
    await house.start(topic, first.dispatch, { declaration: { name, order, delivery: slow } });
    await vi.waitFor(
      async () => expect(await house.rows('retries', name)).toMatchObject([{ attempt: 2 }]),
      patience,
    );
    expect(first.deliveries).toEqual(['a', 'a']);
    await house.stopLast();
    expect(await house.rows('retries', name)).toMatchObject([{ attempt: 2, last_code: 500 }]);

    const second = answering({ a: [500] });
    const { engines } = house.process();
    await house.start(topic, second.dispatch, {
      declaration: { name, order, delivery: slow },
      engines,
    });
    await vi.waitFor(async () => expect(await house.letters(topic)).toHaveLength(1), patience);
    expect(second.deliveries).toEqual(['a', 'a']);
    await vi.waitFor(async () => expect(await house.rows('retries', name)).toEqual([]), patience);
    expect(await house.position(name)).toEqual([1]);
  });

  test('delivers a dead letter again when an operator asks', async () => {
    const topic = await house.topic(1);
    await house.append(topic, fact('a'));
    await house.append(topic, fact('b'));
    const { deliveries, dispatch } = answering({ a: [422, 500, 202] });
    const trigger = await house.start(topic, dispatch, { declaration, limits: { watchMs: 20 } });
    await vi.waitFor(
      async () => expect(await house.rows('dead_letters', trigger)).toHaveLength(1),
      patience,
    );
    const [{ dead_letter_id: id }] = await house.rows('dead_letters', trigger);
    const ask = () =>
      house
        .database('serai_integrations')
        .write([], (sql) => sql.rows('select push.retry_dead_letter($1, null) as asked', [id]));
    expect(await ask()).toEqual([{ asked: true }]);
    expect(await ask()).toEqual([{ asked: false }]);
    await vi.waitFor(async () => {
      expect(deliveries.filter((each) => each === 'a')).toHaveLength(3);
      expect(await house.rows('retries', trigger)).toEqual([]);
    }, patience);
    expect(await house.letters(topic)).toHaveLength(1);
    expect(await house.position(trigger)).toEqual([2]);
  });

  test('shares partitions among processes, and hands over what waits', async () => {
    const topic = await house.topic(2);
    const name = `shared-${order}`;
    const failing = answering({ '*': [500] });
    const delivery = { retry: 5, backoffPolicy: 'linear', backoffDelayMs: 200 } as const;
    await house.start(topic, failing.dispatch, { declaration: { name, order, delivery } });
    await house.append(topic, fact('a'), 0);
    await house.append(topic, fact('b'), 1);
    await vi.waitFor(() => expect(failing.deliveries.toSorted()).toEqual(['a', 'b']), patience);
    const healthy = answering({});
    const { engines } = house.process();
    await house.start(topic, healthy.dispatch, { declaration: { name, order, delivery }, engines });
    await house.stopFirst();
    await vi.waitFor(() => expect(healthy.deliveries.toSorted()).toEqual(['a', 'b']), patience);
    await vi.waitFor(async () => expect(await house.rows('retries', name)).toEqual([]), patience);
  });
});
