/** One seed, from the first process that starts to the last judgement. */
import { createHash } from 'node:crypto';
import { topics } from '#schema/product.ts';
import { commandsTopic } from '#schema/reservations/commands.ts';
import decider from '../../functions/reservations/decide-reservations.ts';
import type { Exchange } from './channels.ts';
import { clients, verify } from './clients.ts';
import { strikeClocks } from './clock-faults.ts';
import { type Dice, dice } from './dice.ts';
import type { Surroundings } from './engines.ts';
import { gather } from './evidence.ts';
import { drawFaults, type Fault, faultPlan } from './faults.ts';
import { journal } from './journal.ts';
import { judge } from './judge.ts';
import { type LogServer, logServer } from './log-server.ts';
import { type Machines, machines } from './machines.ts';
import { network } from './network.ts';
import { drawOperations, type Operation, openings } from './operations.ts';
import { empty, partitions } from './prepare.ts';
import { promises } from './promises.ts';
import { unfinished } from './quiet.ts';
import { rebuilt } from './rebuilt.ts';
import type { Session } from './session.ts';
import { takeOverTimers } from './timers.ts';
import { simulatedWorld, type World } from './world.ts';

export interface Script {
  readonly seed: number;
  readonly operations: readonly Operation[];
  readonly faults: readonly Fault[];
}

export interface Outcome {
  readonly seed: number;
  /** Of the history and of what is in the tables at its end. */
  readonly hash: string;
  readonly commands: number;
  readonly hit: readonly Fault[];
  /** One sentence for each thing that is not as it must be. */
  readonly problems: readonly string[];
  readonly history: readonly string[];
}

const startMs = Date.UTC(2026, 4, 10, 12);
/** Of simulated time, in which the clients ask and the faults strike. */
const stormMs = 12_000;
/**
 * Every process has long come back by then, and every retry was made: a delivery whose subscriber ends before it
 * answers waits for half a minute each time.
 */
const settleMsMax = 240_000;
/** Time to open the houses in, before anything else is wanted of them. */
const openMs = 3_000;
const lookMs = 500;

/** Deciders join and leave as a platform scales them: no fault, and yet partitions change hands. */
const handovers = 4;

function comeAndGo(log: LogServer, world: World, chance: Dice): void {
  for (let count = 0; count < handovers; count += 1) {
    world.at(chance.below(stormMs), undefined, 'deciders share anew', () =>
      log.rebalance(commandsTopic, decider.name),
    );
  }
}

export function scriptOf(seed: number): Script {
  const opened = openings(seed);
  return {
    seed,
    operations: drawOperations(opened, dice(3 * seed + 1), stormMs),
    faults: drawFaults(seed, dice(3 * seed + 2), openMs, stormMs),
  };
}

export async function runSeed(script: Script, session: Session): Promise<Outcome> {
  await empty(session);
  const world = simulatedWorld(startMs);
  const release = takeOverTimers(world);
  try {
    return await simulate(script, session, world);
  } finally {
    release();
  }
}

async function simulate(
  script: Script,
  session: Session,
  world: ReturnType<typeof simulatedWorld>,
): Promise<Outcome> {
  const { seed, operations, faults } = script;
  const log = logServer(world.nowMs);
  for (const { name } of topics) log.ensure({ name, partitions, retentionMs: null });
  let house: Machines | undefined;
  const plan = faultPlan(faults);
  const net = network(world, dice(3 * seed + 3), plan, startMs, () => {
    if (house === undefined) throw new Error('nothing runs yet');
    return house;
  });
  const kept = promises(session, log, world);
  const exchange: Exchange = { receivers: new Map(), published: kept.published };
  const around: Surroundings = { net, session, log, exchange, verify };
  house = machines(around);
  const running = house;
  const told = journal({
    nowMs: world.nowMs,
    note: world.note,
    promised: kept.promised,
  });
  const people = clients(net, running, told);
  const late: string[] = [];
  let state: string | undefined = 'not looked at';

  async function settle(): Promise<void> {
    const look = async (): Promise<void> => {
      state =
        people.waiting() > 0 ? `${people.waiting()} requests wait` : await unfinished(session, log);
      if (state !== undefined) world.at(lookMs, undefined, '', look);
    };
    state = 'not looked at';
    world.at(0, undefined, '', look);
    await world.run(() => state === undefined, settleMsMax);
    if (state !== undefined) late.push(`it never comes to rest: ${state}`);
  }

  strikeClocks(faults, net, running, log);
  running.start();
  people.send(openings(seed));
  await settle();
  await world.run(() => false, startMs + openMs - world.nowMs());
  people.send(operations);
  comeAndGo(log, world, dice(3 * seed + 4));
  await world.run(() => false, stormMs);
  plan.end();
  running.heal();
  await settle();

  const problems = [...late, ...told.problems, ...kept.problems];
  let tables = '';
  if (late.length === 0) {
    // A projector that is late would write beside those that make the read models again.
    running.end();
    const evidence = await gather(session, log);
    const again = await rebuilt(session, log, around, world);
    tables = JSON.stringify([evidence.tables, again.before]);
    problems.push(...judge(told, evidence), ...again.problems);
  }
  return {
    seed,
    hash: createHash('sha256')
      .update(world.history.join('\n'))
      .update(tables)
      .digest('hex')
      .slice(0, 16),
    commands: log.states(commandsTopic).reduce((sum, { nextOffset }) => sum + nextOffset, 0),
    hit: plan.hit,
    problems,
    history: world.history,
  };
}
