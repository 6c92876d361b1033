/** What works beside requests: consumers, relays, triggers and timers. An engine that is away delays their start; it does not end the process. */
import { ChannelsUnavailable } from '#shared/cache/channels.ts';
import { runConsumer } from '#shared/consume/consume.ts';
import { type Running, runRelay } from '#shared/consume/relay.ts';
import { wakeable } from '#shared/consume/wake.ts';
import { CommitUnknown, DatabaseUnavailable } from '#shared/database/database.ts';
import type { Declaration, SubscriberDeclaration } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import { LogUnavailable, TopicUnknown } from '#shared/log/log.ts';
import type { Broker } from '#shared/push/broker.ts';
import { inProcess } from '#shared/push/dispatch.ts';
import { subscriberApp } from '#shared/push/subscriber-app.ts';
import { runTrigger } from '#shared/push/trigger.ts';
import type { Dispatch } from '#shared/push/verdict.ts';
import { runTimer } from '#shared/schedule/timer.ts';

export interface Workers {
  /** Resolves when all of them have started; rejects when one never can. */
  readonly started: Promise<void>;
  /** Lets running work finish. */
  stop(): Promise<void>;
}

/** A restarting engine is back in seconds; one that is away for long is not to be hammered. */
const retryMsMin = 200;
const retryMsMax = 5_000;

/** Asked of a database's engines before a function works with them; rejects when it never may. */
export type Before = (engines: Engines) => Promise<void>;

/** On every database; one that is away does not keep what works with the others. */
export function startWorkers(
  declarations: readonly Declaration[],
  engines: Engines,
  brokers: readonly Broker[],
  before: Before = async () => undefined,
): Workers {
  // What a subscriber keeps belongs to no key, whichever database its event came from.
  const dispatch = (each: SubscriberDeclaration) => inProcess(subscriberApp(each, engines));
  const all = (engines.shards?.all ?? [engines]).map((at) =>
    startWorkersOf(declarations, at, { brokers, dispatch }, before),
  );
  return {
    started: Promise.all(all.map(({ started }) => started)).then(() => undefined),
    async stop() {
      await Promise.all(all.map((each) => each.stop()));
    },
  };
}

interface Push {
  readonly brokers: readonly Broker[];
  dispatch(declaration: SubscriberDeclaration): Dispatch;
}

function startWorkersOf(
  declarations: readonly Declaration[],
  engines: Engines,
  push: Push,
  before: Before,
): Workers {
  const running: Running[] = [];
  const wake = wakeable();
  let stopping = false;

  async function startAll(): Promise<void> {
    for (const declaration of declarations) {
      const worker = await startPatiently(declaration);
      if (worker !== undefined) running.push(worker);
      if (stopping) return;
    }
  }

  async function startPatiently(declaration: Declaration): Promise<Running | undefined> {
    for (let retryMs = retryMsMin; ; retryMs = Math.min(retryMs * 2, retryMsMax)) {
      try {
        await before(engines);
        return await startWorker(declaration, engines, push);
      } catch (error) {
        if (!isTheWorlds(error)) throw error;
        engines.logger.warn('what it needs is away; trying again', {
          function: declaration.name,
          error,
        });
        if (!stopping) await wake.within(retryMs);
        if (stopping) return undefined;
      }
    }
  }

  const started = startAll();
  return {
    started,
    async stop() {
      stopping = true;
      wake.now();
      // A start that failed for good was told by `started`.
      await started.catch(() => undefined);
      await Promise.all(running.map((worker) => worker.stop()));
    },
  };
}

async function startWorker(
  declaration: Declaration,
  engines: Engines,
  { brokers, dispatch }: Push,
): Promise<Running | undefined> {
  switch (declaration.kind) {
    case 'http':
      return undefined;
    case 'subscriber': {
      // Without brokers of its own the process only serves: another one dispatches to it.
      if (brokers.length === 0) return undefined;
      const broker = brokers.find(({ name }) => name === declaration.broker);
      if (broker === undefined) {
        throw new Error(`${declaration.name} listens to ${declaration.broker}, which is no broker`);
      }
      return runTrigger(declaration, engines, { broker, dispatch: dispatch(declaration) });
    }
    case 'consumer':
      return runConsumer(declaration, engines);
    case 'relay':
      return runRelay(declaration, engines);
    case 'schedule':
      // Whoever dispatches to subscribers itself has nobody who tells it the time.
      return brokers.length === 0 ? undefined : runTimer(declaration, engines);
  }
}

/** A topic that is missing is made by whoever sets the house up, maybe a moment later than this. */
function isTheWorlds(error: unknown): boolean {
  return (
    error instanceof DatabaseUnavailable ||
    error instanceof CommitUnknown ||
    error instanceof ChannelsUnavailable ||
    error instanceof LogUnavailable ||
    error instanceof TopicUnknown
  );
}
