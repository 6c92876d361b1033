/** Harms every connection of the path as networks do, and takes an engine away for a while: what nobody could know is known in the end. */
import { setTimeout as delay } from 'node:timers/promises';
import type { EngineName, Profile } from '../components.ts';
import type { Fault } from '../proxy.ts';
import type { Hop } from '../stack-engines.ts';
import { atLeast, percentile, type Suite } from '../suite.ts';
import { underLoad, type World } from '../world.ts';

interface Harm {
  readonly name: string;
  readonly fault: Fault;
  /** Hops that speak what the fault looks for. */
  on(hop: Hop): boolean;
}

const isDatabase = ({ to }: Hop): boolean => to === 'postgres';
const isClient = ({ to }: Hop): boolean => to === 'submit';
/** Of Redis a relay only hears: it asks nothing whose answer could be lost. */
const asksEngine = ({ to, name }: Hop): boolean => to !== 'submit' && name !== 'relay → redis';
const any = (): boolean => true;

/** A simple query, as `pg` frames it; it may share its packet with others. */
const commit = Buffer.from('commit\0');

const harms: readonly Harm[] = [
  { name: 'latency', fault: { kind: 'latency', ms: 40 }, on: any },
  { name: 'cut', fault: { kind: 'cut_after', bytes: 1_500 }, on: any },
  { name: 'reset', fault: { kind: 'reset' }, on: any },
  { name: 'slow reader', fault: { kind: 'slow_reader', bytesPerSecond: 20_000 }, on: any },
  { name: 'half open', fault: { kind: 'half_open' }, on: any },
  {
    name: 'lost answer to COMMIT',
    fault: { kind: 'lost_answer', oneIn: 3, to: (sent) => sent.includes(commit) },
    on: isDatabase,
  },
  {
    name: 'lost answer to anything',
    fault: { kind: 'lost_answer', oneIn: 25, to: () => true },
    on: asksEngine,
  },
  {
    name: 'lost 201, 202 and 409',
    fault: { kind: 'lost_answer', oneIn: 2, to: (sent) => sent.includes('POST /v1/') },
    on: isClient,
  },
];

const harmMsFull = 4_000;
const harmMsQuick = 1_500;
/** Above a busy machine's pauses between two requests of one hop. */
const strikeMsMax = 15_000;
/** Below the longest wait for a decision: these clients are impatient. */
const requestTimeoutMs = 4_000;
const awayS = [5, 25, 120];
const awayQuickS = [5];
const logEngines: Readonly<Record<Profile, readonly EngineName[]>> = {
  light: ['postgres'],
  standard: ['kafka', 'postgres', 'redis'],
};
const pollMs = 20;

interface Struck {
  readonly name: string;
  readonly hops: readonly string[];
  readonly struck: number;
  readonly recoveredMs: number;
}

export const network: Suite = async ({ quick, profile, say }) => {
  const { result, intents, faults } = await underLoad(
    { profile, proxied: true, requestTimeoutMs },
    async (world) => {
      const struck: Struck[] = [];
      for (const { harm, hops } of rounds(world.stack.hops, quick)) {
        struck.push(await strike(world, harm, hops, quick ? harmMsQuick : harmMsFull));
        say(lineOf(struck.at(-1)));
      }
      const away: number[] = [];
      for (const seconds of quick ? awayQuickS : awayS) {
        for (const name of logEngines[profile]) {
          away.push(await engineAway(world, name, seconds));
          say(`${name} away for ${seconds} s, back after ${away.at(-1)?.toFixed(0)} ms`);
        }
      }
      return { struck, away };
    },
  );
  const { struck, away } = result;
  const unknown = intents.reduce((sum, intent) => sum + intent.unknown, 0);
  const recovered = struck.map(({ recoveredMs }) => recoveredMs);
  return {
    figures: [
      `${struck.length} faults on ${new Set(struck.flatMap(({ hops }) => hops)).size} hops`,
      `${struck.reduce((sum, each) => sum + each.struck, 0)} connections struck`,
      `${intents.length} keys`,
      `${unknown} unknown outcomes resolved`,
      `works again in ${percentile(recovered, 50).toFixed(0)} ms (median), ${percentile(recovered, 100).toFixed(0)} (max)`,
      `after ${logEngines[profile].join(' and ')} were away in ${away.map((ms) => ms.toFixed(0)).join(', ')} ms`,
    ],
    checks: [
      { title: 'every unknown outcome is resolved to the truth', faults },
      {
        title: 'every fault has struck a connection',
        faults: struck.flatMap((each) => (each.struck > 0 ? [] : [lineOf(each)])),
      },
      atLeast('outcomes were unknown', unknown, 1),
    ],
  };
};

interface Round {
  readonly harm: Harm;
  readonly hops: readonly Hop[];
}

/** The short form strikes all connections to the database at once, the long one each alone. */
function rounds(hops: readonly Hop[], quick: boolean): Round[] {
  const groups = quick
    ? [hops.filter(isClient), hops.filter((hop) => !isClient(hop))]
    : hops.map((hop) => [hop]);
  return harms.flatMap((harm) =>
    groups
      .map((group) => ({ harm, hops: group.filter(harm.on) }))
      .filter((round) => round.hops.length > 0),
  );
}

async function strike(
  world: World,
  { name, fault }: Harm,
  hops: readonly Hop[],
  ms: number,
): Promise<Struck> {
  const sum = (): number => hops.reduce((total, { proxy }) => total + proxy.struck(), 0);
  await world.busy();
  for (const { proxy } of hops) proxy.inflict(fault);
  await delay(ms);
  const deadlineMs = performance.now() + strikeMsMax;
  while (sum() === 0 && performance.now() < deadlineMs) await delay(pollMs);
  const struck = sum();
  for (const { proxy } of hops) proxy.inflict({ kind: 'none' });
  const recoveredMs = await world.worksAgain();
  return { name, hops: hops.map((hop) => hop.name), struck, recoveredMs };
}

function lineOf(struck: Struck | undefined): string {
  if (struck === undefined) return '';
  const { name, hops, recoveredMs } = struck;
  return `${name} on ${hops.join(', ')}: ${struck.struck} struck, works again after ${recoveredMs.toFixed(0)} ms`;
}

async function engineAway(world: World, name: EngineName, seconds: number): Promise<number> {
  const engine = world.stack.engines[name];
  await world.busy();
  await engine?.stop();
  await delay(seconds * 1000);
  await engine?.start();
  return world.worksAgain();
}
