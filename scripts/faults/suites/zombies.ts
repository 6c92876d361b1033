/** Deciders that do not know they were succeeded: stopped past their lease and woken, or put beside the rightful one on purpose. */
import { setTimeout as delay } from 'node:timers/promises';
import { commandsTopic } from '#schema/reservations/commands.ts';
import { openReader } from '#shared/consume/consume.ts';
import type { OpenEngines } from '#shared/process/open-engines.ts';
import decideReservations from '../../../functions/reservations/decide-reservations.ts';
import { ownEngines, patiently } from '../own-engines.ts';
import { leaseMs, type Stack } from '../stack.ts';
import { atLeast, percentile, type Suite } from '../suite.ts';
import { underLoad, type World } from '../world.ts';

const roundsFull = 100;
const roundsQuick = 4;
const rivalMsFull = 60_000;
const rivalMsQuick = 6_000;
/** Until each side has been the quicker one; longer than that is not bad luck. */
const rivalMsMax = 120_000;
const recordsPerRead = 512;
/** The rightful ones pause for so long, well within their lease, and run for as long: each side is the quicker one at times. */
const pauseMs = 250;

export const zombies: Suite = async ({ quick, times, profile, say }) => {
  const rounds = times ?? (quick ? roundsQuick : roundsFull);
  const { result, faults } = await underLoad({ profile }, async (world) => {
    const takeovers: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      takeovers.push(await stopPastLease(world));
      say(`round ${round}: another took over within ${takeovers.at(-1)?.toFixed(0)} ms`);
    }
    const rivalry = await besideTheRightful(world, quick ? rivalMsQuick : rivalMsFull);
    return { takeovers, rivalry };
  });
  const { takeovers, rivalry } = result;
  return {
    figures: [
      `${takeovers.length} zombies`,
      `taken over in ${percentile(takeovers, 99).toFixed(0)} ms (p99)`,
      `a rival committed ${rivalry.committed} batches and lost ${rivalry.lost} fences`,
      `rightful deciders lost ${rivalry.rightfulLost} to it`,
      `${faults.length} stale writes`,
    ],
    checks: [
      { title: 'no decider that was succeeded has written anything', faults },
      atLeast('a rival decider committed before the rightful one', rivalry.committed, 1),
      atLeast('a rival decider came too late and was fenced', rivalry.lost, 1),
      atLeast('rightful deciders were fenced by the rival', rivalry.rightfulLost, 1),
    ],
  };
};

/** Stopped in the middle of its work, and woken when the other one decides all properties. */
async function stopPastLease(world: World): Promise<number> {
  const deciders = world.stack.of('decide');
  const zombie = deciders[Math.floor(Math.random() * deciders.length)];
  await world.busy();
  const stoppedMs = performance.now();
  zombie?.signal('SIGSTOP');
  await delay(leaseMs);
  await answeredAgain(world);
  const tookMs = performance.now() - stoppedMs;
  zombie?.signal('SIGCONT');
  await world.worksAgain();
  return tookMs;
}

/** All properties are decided; the zombie answers no probe, so that is all that can be asked for. */
async function answeredAgain({ journal, propertyIds }: World): Promise<void> {
  const sinceMs = performance.now();
  const missing = new Set(propertyIds);
  while (missing.size > 0) {
    const intent = await journal.nextAnswer();
    if (intent.sentMs > sinceMs && intent.answers[0]?.status !== 202)
      missing.delete(intent.propertyId);
  }
}

interface Rivalry {
  committed: number;
  lost: number;
  /** Of the rightful ones, to the rival. */
  rightfulLost: number;
}

/** The other one was quicker: in its commit, or between the look at the log's end and at the offset; or the database was away. */
const tooLate: ReadonlySet<string> = new Set(['FenceLost', 'LogChanged', 'DatabaseUnavailable']);

/** Reads every partition as its owner does, without being it. */
async function besideTheRightful(world: World, ms: number): Promise<Rivalry> {
  const engines = ownEngines(world.stack.addresses, 'rival');
  const rivalry: Rivalry = { committed: 0, lost: 0, rightfulLost: 0 };
  const startedMs = performance.now();
  const isOver = (): boolean => {
    const tookMs = performance.now() - startedMs;
    const seen = rivalry.committed > 0 && rivalry.lost > 0 && rivalry.rightfulLost > 0;
    return tookMs > (seen ? ms : rivalMsMax);
  };
  try {
    const states = await patiently(() => engines.log.partitions(commandsTopic));
    await Promise.all([
      ...states.map((_, partition) => rival(engines, partition, isOver, rivalry)),
      pauseNowAndThen(world.stack, isOver, rivalry),
    ]);
  } finally {
    await engines.close();
  }
  return rivalry;
}

async function pauseNowAndThen(
  stack: Stack,
  isOver: () => boolean,
  rivalry: Rivalry,
): Promise<void> {
  const before = fencesLost(stack);
  while (!isOver()) {
    for (const slot of stack.of('decide')) slot.signal('SIGSTOP');
    await delay(pauseMs);
    for (const slot of stack.of('decide')) slot.signal('SIGCONT');
    await delay(pauseMs);
    rivalry.rightfulLost = fencesLost(stack) - before;
  }
}

async function rival(
  engines: OpenEngines,
  partition: number,
  isOver: () => boolean,
  rivalry: Rivalry,
): Promise<void> {
  const from = { topic: commandsTopic, partition };
  while (!isOver()) {
    const state = (await patiently(() => engines.log.partitions(commandsTopic)))[partition];
    if (state === undefined) return;
    try {
      const reader = await openReader(decideReservations, engines, partition, state);
      while (!isOver()) {
        const records = await engines.log.read(from, reader.position, recordsPerRead);
        if (records.length === 0) {
          await delay(1);
          continue;
        }
        await reader.handle(records);
        rivalry.committed += 1;
      }
    } catch (error) {
      if (!(error instanceof Error) || !tooLate.has(error.name)) throw error;
      if (error.name === 'FenceLost') rivalry.lost += 1;
    }
  }
}

/** As the rightful ones complained of it. */
function fencesLost(stack: Stack): number {
  return stack
    .of('decide')
    .flatMap((slot) => slot.output().split('\n'))
    .filter((line) => line.includes('FenceLost')).length;
}
