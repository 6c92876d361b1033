/** Properties divided between two databases, their twelve partitions shared by one decider, then three, then one again, under load. */
import statistics from '../../../functions/analytics/project-night-statistics.ts';
import inHouse from '../../../functions/reservations/project-in-house.ts';
import { decidedByEach, shared } from '../owners.ts';
import type { Process, StackOptions } from '../stack.ts';
import { held, rebuiltOf, shardOfProperty } from '../strays.ts';
import { atLeast, percentile, type Suite } from '../suite.ts';
import { underLoad, type World } from '../world.ts';

const databases = 2;
const partitionsEach = 6;
const deciders = 3;
const roundsFull = 20;
/** One that lets deciders finish, one that kills them. */
const roundsQuick = 2;
/** One for each partition, so that none of them ever rests. */
const clients = databases * partitionsEach;

const more: readonly Process[] = [
  ['decide', 'decide-reservations'],
  ['project', 'project-in-house'],
  ['project', 'project-night-statistics'],
];
const shardsOption: StackOptions['shards'] = { databases, partitionsEach };

export const shards: Suite = async (run) => {
  if (run.profile !== 'light')
    return { notRun: 'several databases keep their log in themselves, so there is no Kafka' };
  const rounds = run.times ?? (run.quick ? roundsQuick : roundsFull);
  const {
    result: moves,
    seen: kept = [],
    intents,
    faults,
  } = await underLoad(
    { shards: shardsOption, more, clients, chosen: onePerPartition },
    (world) => campaign(world, rounds, run.say),
    keptBy,
  );
  return {
    figures: [
      `${moves.length} times from 1 to ${deciders} deciders and back`,
      `${intents.length} keys`,
      `${kept.map(({ reservations }) => reservations).join(' and ')} reservations in two databases`,
      `three shared ${clients} partitions in ${longest(moves, 'thereMs')} ms, one had all again in ${longest(moves, 'backMs')} ms (p99)`,
    ],
    checks: [
      { title: 'moved deciders lose nothing, double nothing and sell nothing twice', faults },
      {
        title: 'every row of a property is in its own database',
        faults: kept.flatMap(({ strays }) => strays),
      },
      {
        title: 'projections of each database are what its facts say',
        faults: kept.flatMap(({ otherwise }) => otherwise),
      },
      ...kept.map(({ reservations }, shard) =>
        atLeast(`shard ${shard} holds bookings`, reservations, 1),
      ),
      atLeast(
        'each of three deciders decided commands of every database',
        Math.min(...moves.flatMap(({ decided }) => decided)),
        1,
      ),
    ],
  };
};

interface Moved {
  /** By each decider in each database, while there were three. */
  readonly decided: readonly number[];
  readonly thereMs: number;
  readonly backMs: number;
}

async function campaign(
  world: World,
  rounds: number,
  say: (text: string) => void,
): Promise<readonly Moved[]> {
  const moves: Moved[] = [];
  while (moves.length < rounds) {
    const name = moves.length % 2 === 0 ? 'SIGTERM' : 'SIGKILL';
    const moved = await thereAndBack(world, name);
    moves.push(moved);
    say(
      `${name}: three decided ${moved.decided.join(', ')}; back in ${moved.backMs.toFixed(0)} ms`,
    );
  }
  return moves;
}

/** One decider, then all, then another one alone; the load goes on meanwhile. */
async function thereAndBack(world: World, name: NodeJS.Signals): Promise<Moved> {
  const backMs = await leaveOne(world, name);
  const startedMs = performance.now();
  for (const slot of world.stack.of('decide')) if (slot.isResting()) slot.again();
  await world.stack.ready();
  await shared(world, deciders, partitionsEach);
  const thereMs = performance.now() - startedMs;
  const decided = await decidedByEach(world, deciders);
  await world.worksAgain();
  return { decided, thereMs, backMs: Math.max(backMs, await leaveOne(world, name)) };
}

/** Any one: it has to take over what the others held, in both databases. */
async function leaveOne(world: World, name: NodeJS.Signals): Promise<number> {
  const all = world.stack.of('decide').filter((slot) => !slot.isResting());
  const stays = Math.floor(Math.random() * all.length);
  await world.busy();
  const startedMs = performance.now();
  await Promise.all(all.filter((_, at) => at !== stays).map((slot) => slot.rest(name)));
  await shared(world, 1, partitionsEach);
  const tookMs = performance.now() - startedMs;
  await world.worksAgain();
  return tookMs;
}

function keptBy(world: World) {
  return Promise.all(
    world.databases.map((databaseUrl, shard) =>
      world.withOwner(async (owner) => {
        const otherwise = await rebuiltOf(owner, databaseUrl, [inHouse, statistics]);
        return { ...(await held(owner, shard, databases)), otherwise };
      }, databaseUrl),
    ),
  );
}

function longest(moves: readonly Moved[], name: 'thereMs' | 'backMs'): string {
  return percentile(
    moves.map((each) => each[name]),
    99,
  ).toFixed(0);
}

/** As soon as every partition of every database has one. */
function onePerPartition(propertyIds: readonly string[]): readonly string[] | undefined {
  const byPlace = new Map(
    propertyIds.map((id) => [
      `${shardOfProperty(id, databases)}:${Number.parseInt(id.slice(5, 8), 16) % partitionsEach}`,
      id,
    ]),
  );
  return byPlace.size < clients ? undefined : [...byPlace.values()];
}
