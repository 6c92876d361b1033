import { setImmediate as turn } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Running } from '#shared/consume/relay.ts';
import { eventOfRecord } from '#shared/events/fact-record.ts';
import { binaryMessage } from '#shared/events/http-event.ts';
import type { SubscriberDeclaration } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import { fact, type PushHouse, type PushProcess, pushHouse, testSubscriber } from './testing.ts';
import { runTrigger, type TriggerOptions } from './trigger.ts';
import type { Dispatch } from './verdict.ts';

const patience = { timeout: 10_000, interval: 5 };
let house: PushHouse;
let main: PushProcess;
let owner: pg.Client;
const running: Running[] = [];
beforeAll(async () => {
  house = await pushHouse();
  main = house.process();
  owner = new pg.Client({ connectionString: house.url });
  await owner.connect();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});
afterAll(async () => {
  await owner.end();
  await house.close();
});

const handle = async () => ({ outcome: 'done' }) as const;

async function start(
  topic: string,
  dispatch: Dispatch,
  more: {
    declaration?: Partial<SubscriberDeclaration>;
    limits?: NonNullable<TriggerOptions['limits']>;
    engines?: Engines;
  } = {},
): Promise<string> {
  const declaration = testSubscriber({ handle, ...more.declaration });
  const engines = more.engines ?? main.engines;
  const broker = { name: 'things', topic, external: false };
  const options = { broker, dispatch, ...(more.limits ? { limits: more.limits } : {}) };
  running.push(await runTrigger(declaration, engines, options));
  return declaration.name;
}

/** Answers each event with the next of its answers, the last one for ever. */
function answering(answers: Record<string, readonly (number | Response)[]>) {
  const deliveries: string[] = [];
  const dispatch: Dispatch = async (event) => {
    deliveries.push(event.id);
    const own = answers[event.id] ?? answers['*'] ?? [202];
    const nth = deliveries.filter((id) => id === event.id).length - 1;
    const answer = own[Math.min(nth, own.length - 1)] ?? 202;
    return typeof answer === 'number'
      ? new Response(answer === 202 ? null : `said ${answer}`, { status: answer })
      : answer.clone();
  };
  return { deliveries, dispatch };
}

async function letters(topic: string) {
  return (await house.records(`${topic}.dead-letters`)).map((record) => eventOfRecord(record));
}

async function rows(table: string, trigger: string) {
  const { rows: found } = await owner.query(
    `select * from push.${table} where trigger = $1 order by "offset"`,
    [trigger],
  );
  return found;
}

async function position(trigger: string) {
  const { rows: found } = await owner.query(
    'select next_offset::int as at from push.consumer_offsets where consumer = $1 order by partition',
    [trigger],
  );
  return found.map(({ at }) => at);
}

describe.each(['ordered', 'unordered'] as const)('%s delivery', (order) => {
  const declaration = { order };

  test('gives every event from the topic’s start to a new trigger', async () => {
    const topic = await house.topic(2);
    await house.append(topic, fact('a'), 0);
    await house.append(topic, fact('b'), 1);
    const { deliveries, dispatch } = answering({});
    const trigger = await start(topic, dispatch, { declaration });
    await vi.waitFor(() => expect(deliveries.toSorted()).toEqual(['a', 'b']), patience);
    await house.append(topic, fact('c'), 1);
    await vi.waitFor(() => expect(deliveries.toSorted()).toEqual(['a', 'b', 'c']), patience);
    await vi.waitFor(async () => expect(await position(trigger)).toEqual([1, 2]), patience);
  });

  test('passes what its filters do not want and what is no event', async () => {
    const topic = await house.topic(1);
    await house.append(topic, fact('a', { type: 'other.v1' }));
    await house.log.append({ topic, partition: 0 }, [
      { key: '', headers: {}, value: Buffer.from('{}') },
    ]);
    await house.append(topic, fact('b'));
    const { deliveries, dispatch } = answering({});
    await start(topic, dispatch, {
      declaration: { order, filters: [{ exact: { type: 'thing.happened.v1' } }] },
    });
    await vi.waitFor(() => expect(deliveries).toEqual(['b']), patience);
  });

  test.each([500, 503, 504, 404, 408, 409, 429])('tries again after %i', async (status) => {
    const topic = await house.topic(1);
    await house.append(topic, fact('a'));
    const { deliveries, dispatch } = answering({ a: [status, status, 202] });
    const trigger = await start(topic, dispatch, { declaration });
    await vi.waitFor(async () => {
      expect(deliveries).toEqual(['a', 'a', 'a']);
      expect(await position(trigger)).toEqual([1]);
      expect(await rows('retries', trigger)).toEqual([]);
    }, patience);
    expect(await letters(topic)).toEqual([]);
    expect(await rows('dead_letters', trigger)).toEqual([]);
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
    const trigger = await start(topic, dispatch, { declaration });
    await vi.waitFor(async () => {
      expect(deliveries.filter((id) => id === 'a')).toHaveLength(times);
      expect(deliveries).toContain('b');
      expect(await position(trigger)).toEqual([2]);
      expect(await rows('retries', trigger)).toEqual([]);
    }, patience);
    const given = fact('a');
    expect(await letters(topic)).toEqual([
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
    expect(await rows('dead_letters', trigger)).toMatchObject([
      { topic, offset: '0', code: status, error: `said ${status}`, retried_at: null },
    ]);
  });

  test('gives up at once on 200 with something else than an event', async () => {
    const topic = await house.topic(1);
    await house.append(topic, fact('a'));
    const { deliveries, dispatch } = answering({ a: [new Response('{"ok":true}')] });
    await start(topic, dispatch, { declaration });
    await vi.waitFor(async () => expect(await letters(topic)).toHaveLength(1), patience);
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
    await start(topic, dispatch, { declaration });
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
    const trigger = await start(topic, dispatch, { declaration, limits: { timeoutMs: 20 } });
    await vi.waitFor(async () => {
      expect(calls).toBe(2);
      expect(await position(trigger)).toEqual([1]);
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
    await start(topic, dispatch, {
      declaration: {
        order,
        delivery: { retry: 3, backoffPolicy: 'exponential', backoffDelayMs: 40 },
      },
    });
    await vi.waitFor(async () => expect(await letters(topic)).toHaveLength(1), patience);
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
    await start(topic, first.dispatch, { declaration: { name, order, delivery: slow } });
    await vi.waitFor(
      async () => expect(await rows('retries', name)).toMatchObject([{ attempt: 2 }]),
      patience,
    );
    expect(first.deliveries).toEqual(['a', 'a']);
    await running.pop()?.stop();
    expect(await rows('retries', name)).toMatchObject([{ attempt: 2, last_code: 500 }]);

    const second = answering({ a: [500] });
    const { engines } = house.process();
    await start(topic, second.dispatch, { declaration: { name, order, delivery: slow }, engines });
    await vi.waitFor(async () => expect(await letters(topic)).toHaveLength(1), patience);
    expect(second.deliveries).toEqual(['a', 'a']);
    await vi.waitFor(async () => expect(await rows('retries', name)).toEqual([]), patience);
    expect(await position(name)).toEqual([1]);
  });

  test('delivers a dead letter again when an operator asks', async () => {
    const topic = await house.topic(1);
    await house.append(topic, fact('a'));
    await house.append(topic, fact('b'));
    const { deliveries, dispatch } = answering({ a: [422, 500, 202] });
    const trigger = await start(topic, dispatch, { declaration, limits: { watchMs: 20 } });
    await vi.waitFor(
      async () => expect(await rows('dead_letters', trigger)).toHaveLength(1),
      patience,
    );
    const [{ dead_letter_id: id }] = await rows('dead_letters', trigger);
    const ask = async () =>
      (await owner.query('select push.retry_dead_letter($1, null) as asked', [id])).rows;
    expect(await ask()).toEqual([{ asked: true }]);
    expect(await ask()).toEqual([{ asked: false }]);
    await vi.waitFor(async () => {
      expect(deliveries.filter((each) => each === 'a')).toHaveLength(3);
      expect(await rows('retries', trigger)).toEqual([]);
    }, patience);
    expect(await letters(topic)).toHaveLength(1);
    expect(await position(trigger)).toEqual([2]);
  });

  test('shares partitions among processes, and hands over what waits', async () => {
    const topic = await house.topic(2);
    const name = `shared-${order}`;
    const failing = answering({ '*': [500] });
    const delivery = { retry: 5, backoffPolicy: 'linear', backoffDelayMs: 200 } as const;
    await start(topic, failing.dispatch, { declaration: { name, order, delivery } });
    await house.append(topic, fact('a'), 0);
    await house.append(topic, fact('b'), 1);
    await vi.waitFor(() => expect(failing.deliveries.toSorted()).toEqual(['a', 'b']), patience);
    const healthy = answering({});
    const { engines } = house.process();
    await start(topic, healthy.dispatch, { declaration: { name, order, delivery }, engines });
    await running[0]?.stop();
    await vi.waitFor(() => expect(healthy.deliveries.toSorted()).toEqual(['a', 'b']), patience);
    await vi.waitFor(async () => expect(await rows('retries', name)).toEqual([]), patience);
  });
});

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
    await start(topic, dispatch, { declaration: { order: 'ordered' } });
    await vi.waitFor(() => expect(done.flat()).toHaveLength(90), patience);
    const inOrder = (partition: number) =>
      Array.from({ length: 30 }, (_, at) => `${partition}-${at}`);
    expect(done).toEqual([inOrder(0), inOrder(1), inOrder(2)]);
    expect(failedOnce.size).toBe(9);
    expect(most).toBe(1);
    expect(together).toBe(3);
  });
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
    await start(topic, dispatch);
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
    const trigger = await start(topic, dispatch, { limits: { slowMs: 30 } });
    await vi.waitFor(() => expect(deliveries).toEqual(['slow']), patience);
    await house.append(topic, fact('a'));
    await vi.waitFor(() => expect(deliveries).toEqual(['slow', 'a']), patience);
    await vi.waitFor(async () => expect(await position(trigger)).toEqual([2]), patience);
    expect(await rows('retries', trigger)).toMatchObject([{ offset: '0', attempt: 0 }]);
    release();
    await vi.waitFor(async () => expect(await rows('retries', trigger)).toEqual([]), patience);
    expect(deliveries).toEqual(['slow', 'a']);
  });

  test('passes a failing one', async () => {
    const topic = await house.topic(1);
    await house.append(topic, fact('bad'));
    const { deliveries, dispatch } = answering({ bad: [500] });
    const delivery = { retry: 1, backoffPolicy: 'linear', backoffDelayMs: 60_000 } as const;
    const trigger = await start(topic, dispatch, { declaration: { delivery } });
    await vi.waitFor(async () => expect(await position(trigger)).toEqual([1]), patience);
    await house.append(topic, fact('good'));
    await vi.waitFor(async () => expect(await position(trigger)).toEqual([2]), patience);
    expect(deliveries).toEqual(['bad', 'good']);
    expect(await rows('retries', trigger)).toMatchObject([
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
    await start(topic, dispatch, {
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
