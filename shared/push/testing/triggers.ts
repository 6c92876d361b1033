/** Triggers on a real log for one test file: started, answered, stopped, and looked at from behind. */
import pg from 'pg';
import type { Running } from '#shared/consume/relay.ts';
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import { eventOfRecord } from '#shared/events/fact-record.ts';
import type { SubscriberDeclaration } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import { runTrigger, type TriggerOptions } from '../trigger.ts';
import type { Dispatch } from '../verdict.ts';
import { type PushHouse, pushHouse, testSubscriber } from './house.ts';

export const patience = { timeout: 10_000, interval: 5 };

export interface TriggerHouse extends PushHouse {
  /** The trigger's name. */
  start(topic: string, dispatch: Dispatch, more?: StartOptions): Promise<string>;
  /** The one that was started last. */
  stopLast(): Promise<void>;
  stopFirst(): Promise<void>;
  stopAll(): Promise<void>;
  letters(topic: string): Promise<(CloudEvent | undefined)[]>;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into what it finds
  rows(table: 'retries' | 'dead_letters', trigger: string): Promise<any[]>;
  /** By partition, the first offset that is not handled. */
  position(trigger: string): Promise<number[]>;
}

export interface StartOptions {
  readonly declaration?: Partial<SubscriberDeclaration>;
  readonly limits?: NonNullable<TriggerOptions['limits']>;
  readonly engines?: Engines;
}

export async function triggerHouse(): Promise<TriggerHouse> {
  const house = await pushHouse();
  const main = house.process();
  const owner = new pg.Client({ connectionString: house.url });
  await owner.connect();
  const running: Running[] = [];
  return {
    ...house,
    async start(topic, dispatch, { declaration, limits, engines = main.engines } = {}) {
      const subscribed = testSubscriber({
        handle: async () => ({ outcome: 'done' }),
        ...declaration,
      });
      const broker = { name: 'things', topic, external: false };
      const options = { broker, dispatch, ...(limits === undefined ? {} : { limits }) };
      running.push(await runTrigger(subscribed, engines, options));
      return subscribed.name;
    },
    stopLast: async () => running.pop()?.stop(),
    stopFirst: async () => running.shift()?.stop(),
    async stopAll() {
      await Promise.all(running.splice(0).map((each) => each.stop()));
    },
    async letters(topic) {
      return (await house.records(`${topic}.dead-letters`)).map((record) => eventOfRecord(record));
    },
    async rows(table, trigger) {
      const { rows } = await owner.query(
        `select * from push.${table} where trigger = $1 order by "offset"`,
        [trigger],
      );
      return rows;
    },
    async position(trigger) {
      const { rows } = await owner.query(
        'select next_offset::int as at from push.consumer_offsets where consumer = $1 order by partition',
        [trigger],
      );
      return rows.map(({ at }) => at);
    },
    async close() {
      await owner.end();
      await house.close();
    },
  };
}

/** Answers each event with the next of its answers, the last one for ever. */
export function answering(answers: Readonly<Record<string, readonly (number | Response)[]>>): {
  readonly deliveries: string[];
  readonly dispatch: Dispatch;
} {
  const deliveries: string[] = [];
  return {
    deliveries,
    async dispatch({ id }) {
      deliveries.push(id);
      const own = answers[id] ?? answers['*'] ?? [202];
      const nth = deliveries.filter((each) => each === id).length - 1;
      const answer = own[Math.min(nth, own.length - 1)] ?? 202;
      return typeof answer === 'number'
        ? new Response(answer === 202 ? null : `said ${answer}`, { status: answer })
        : answer.clone();
    },
  };
}
