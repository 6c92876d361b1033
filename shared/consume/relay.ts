/**
 * Runs a `relay`: carries a context's outbox to its topic by position. One process leads a
 * partition at a time by a lease, keeps one append in flight, and moves the cursor only when the
 * log has the facts. After an unknown outcome the same facts are sent again: readers skip
 * positions they have. Facts that its own process has just committed it takes from memory, as long
 * as its last read says that it leads their partition.
 */
import { subscribePatiently } from '#shared/cache/subscribe-patiently.ts';
import { outboxChannel } from '#shared/events/outbox.ts';
import { type PlacedFact, recordOfFact } from '#shared/events/outbox-fact.ts';
import type { RelayDeclaration } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import type { LogRecord } from '#shared/log/log.ts';
import { pause } from '#shared/process/deadline.ts';
import { systemTimerMs } from '#shared/system.ts';
import {
  type Carried,
  factsPerAppendMax,
  giveBack,
  leaseLeftMs,
  nextFacts,
} from './relay-cursor.ts';
import { wakeable } from './wake.ts';

/** An append costs what thirty facts cost: after one, facts gather for so long. */
const gatherMs = 20;
/** So long the cursors may lag behind what was carried: a successor carries that once more. */
const lagMsMax = 100;
/** Who writes a fact calls: to look without a call is for calls that were lost, and for leases that end. */
const idleMsMax = 1_000;
const retryMs = 200;

export interface Running {
  stop(): Promise<void>;
}

/** A partition whose lease will last a while, and its first fact that was not carried. */
interface Led {
  readonly next: number;
  readonly untilMs: number;
}

export async function runRelay(declaration: RelayDeclaration, engines: Engines): Promise<Running> {
  const database = engines.relayDatabase(declaration.context);
  const owner = engines.ids.next();
  const wake = wakeable();
  const unsubscribe = subscribePatiently(engines.channels, outboxChannel(declaration.context), () =>
    wake.now(),
  );
  const led = new Map<number, Led>();
  const fresh = engines.fresh.follow(declaration.context, {
    leads: (partition) => leadOf(partition) !== undefined,
    wake: () => wake.now(),
  });
  const stopped = new AbortController();
  let carried: readonly Carried[] = [];
  let readMs = 0;

  /** Notes in the database what was carried, and takes from there what comes next and is not in memory. */
  async function readAndCarry(): Promise<'nothing' | 'all' | 'some'> {
    readMs = systemTimerMs();
    const atHand = [...led.keys()].filter((partition) => freshOf(partition).length > 0);
    const rows = await nextFacts(database, owner, carried, atHand);
    carried = [];
    const byPartition = Map.groupBy(rows, (row) => row.partition);
    for (const [partition, [first]] of byPartition)
      if (first !== undefined)
        led.set(partition, { next: first.position, untilMs: readMs + leaseLeftMs });
    const batches = [...byPartition.values()];
    const isFound = await carryAll(batches);
    if (atHand.length > 0 || batches.some((facts) => facts.length === factsPerAppendMax))
      return 'some';
    return isFound ? 'all' : 'nothing';
  }

  /** Undefined unless its lease lasts. */
  function leadOf(partition: number): Led | undefined {
    const lead = led.get(partition);
    return lead !== undefined && systemTimerMs() < lead.untilMs ? lead : undefined;
  }

  /** What comes next in a partition that is led, as far as memory has it. */
  function freshOf(partition: number): readonly PlacedFact[] {
    const lead = leadOf(partition);
    return lead === undefined ? [] : fresh.from(partition, lead.next);
  }

  /** What comes next in every partition, as far as memory has it. */
  function nextFresh(): readonly (readonly PlacedFact[])[] {
    return [...led.keys()].flatMap((partition) => {
      const facts = freshOf(partition);
      return facts.length === 0 ? [] : [facts.slice(0, factsPerAppendMax)];
    });
  }

  /** Whether there was anything. All partitions have ended before the first failure is told. */
  async function carryAll(facts: readonly (readonly PlacedFact[])[]): Promise<boolean> {
    const appends = await Promise.allSettled(
      facts.map((each) => carryPartition(declaration, engines, each)),
    );
    for (const append of appends) if (append.status === 'fulfilled') append.value.forEach(note);
    for (const append of appends) if (append.status === 'rejected') throw append.reason;
    return facts.length > 0;
  }

  function note(more: Carried): void {
    const { partition, to } = more;
    const before = carried.find((each) => each.partition === partition && each.to === more.from);
    carried = [
      ...carried.filter((each) => each.partition !== partition),
      { ...more, from: before?.from ?? more.from },
    ];
    const lead = led.get(partition);
    if (lead !== undefined) led.set(partition, { ...lead, next: to });
    fresh.carried(partition, to);
  }

  async function loop(): Promise<void> {
    let idleMs = lagMsMax;
    while (!stopped.signal.aborted) {
      try {
        const isFresh = await carryAll(nextFresh());
        if (isFresh) await pause(gatherMs, stopped.signal);
        const lagMs = readMs + lagMsMax - systemTimerMs();
        if (isFresh && lagMs > 0) {
          await wake.within(lagMs);
          continue;
        }
        const found = await readAndCarry();
        if (found === 'all') await pause(gatherMs, stopped.signal);
        idleMs = isFresh || found !== 'nothing' ? lagMsMax : Math.min(idleMs * 2, idleMsMax);
        if (found !== 'some') await wake.within(idleMs);
      } catch (error) {
        engines.logger.error('the relay tries again', { function: declaration.name, error });
        await wake.within(retryMs);
      }
    }
  }

  const running = loop();
  return {
    async stop() {
      stopped.abort();
      wake.now();
      await running;
      // Whoever writes facts from now on calls the others.
      led.clear();
      await unsubscribe();
      // When the database is away the lease ends by itself, and what was carried is carried again.
      await giveBack(database, owner, carried).catch(() => undefined);
    },
  };
}

async function carryPartition(
  declaration: RelayDeclaration,
  engines: Engines,
  facts: readonly PlacedFact[],
): Promise<Carried[]> {
  const first = facts[0];
  const last = facts.at(-1);
  if (first === undefined || last === undefined) return [];
  const { partition } = first;
  const records = facts.map((fact) => traced(declaration, engines, fact));
  const appended = await engines.log.append({ topic: declaration.topic, partition }, records);
  if (appended !== 'appended')
    throw new Error(`the log answered "${appended}" to facts of partition ${partition}`);
  return [{ partition, from: first.position, to: last.position + 1 }];
}

/** A span for facts of sampled traces only: the relay works in batches, and most facts are unseen. */
function traced(declaration: RelayDeclaration, engines: Engines, fact: PlacedFact): LogRecord {
  const span = engines.telemetry.span(declaration.name, 'producer', fact.traceparent, {
    type: fact.type,
  });
  const record = recordOfFact(declaration.context, fact, span.traceparent);
  span.end();
  return record;
}
