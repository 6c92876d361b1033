/** Kills any process of the booking path at random moments, each time with commands on their way and the next when the product works again. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Component, componentsOf, isEngine } from '../components.ts';
import { emptyCells, histogram, type Kill } from '../histogram.ts';
import { type CommandsSeen, commandsSeen, type Phase, phasesOf } from '../phases.ts';
import type { Stack } from '../stack.ts';
import { atMost, patienceOf, percentile, type Suite } from '../suite.ts';
import { underLoad, type World } from '../world.ts';

const killsFull = 320;
/** Two for every process. */
const killsQuick = 14;
/** Between recovery and the next kill: a random moment of ordinary work. */
const quietMsMax = 500;
/** A command that was sent longer ago has arrived everywhere, or is in flight. */
const onItsWayMs = 15_000;
const functionsMsMax = 5_000;
const enginesMsMax = 10_000;

export const kills: Suite = async (run) => {
  const { quick, say, profile } = run;
  const components = componentsOf(profile);
  const patience = patienceOf(run);
  const wanted = run.times ?? (quick ? killsQuick : killsFull);
  const { result, intents, faults } = await underLoad({ profile }, (world) =>
    campaign(world, wanted, say),
  );
  say(histogram(result, components));
  const ofFunctions = recovery(result, (component) => !isEngine(component));
  const ofEngines = recovery(result, isEngine);
  const unhit = components.filter((each) => !result.some(({ component }) => component === each));
  return {
    figures: [
      `${result.length} kills`,
      `${intents.length} keys`,
      `functions back in ${ofFunctions.toFixed(0)} ms (p99)`,
      `engines in ${ofEngines.toFixed(0)} ms (p99)`,
    ],
    checks: [
      { title: 'kills lose nothing, double nothing and sell nothing twice', faults },
      {
        title: 'every process was killed, each time with commands on their way',
        faults: [
          ...unhit.map((each) => `${each} was never killed`),
          ...result.flatMap(({ component, phases }) =>
            phases.length === 0 ? [`${component} was killed with nothing on its way`] : [],
          ),
        ],
      },
      {
        title: 'commands were met in every phase by kills of every process',
        faults: wanted < killsFull ? [] : emptyCells(result, components),
      },
      atMost(
        'killed functions are back at work in time',
        ofFunctions,
        functionsMsMax * patience,
        ' ms',
      ),
      atMost('killed engines are back at work in time', ofEngines, enginesMsMax * patience, ' ms'),
    ],
  };
};

function recovery(result: readonly Kill[], of: (component: Component) => boolean): number {
  const times = result.flatMap((kill) => (of(kill.component) ? [kill.recoveredMs] : []));
  return percentile(times, 99);
}

async function campaign(
  world: World,
  wanted: number,
  say: (text: string) => void,
): Promise<readonly Kill[]> {
  const { stack } = world;
  const seen = commandsSeen();
  const done: Kill[] = [];
  const deck: Component[] = [];
  while (done.length < wanted) {
    if (deck.length === 0) deck.push(...shuffled(targets(stack)));
    await delay(Math.random() * quietMsMax);
    await world.busy();
    const component = deck.pop() ?? 'postgres';
    const killedMs = performance.now();
    const goOn = await kill(stack, component);
    const phases = await look(world, seen);
    goOn();
    await world.worksAgain();
    const recoveredMs = performance.now() - killedMs;
    done.push({ component, phases, recoveredMs });
    say(
      `${component.padEnd(9)} ${phases.length} on their way, back after ${recoveredMs.toFixed(0)} ms`,
    );
  }
  return done;
}

/** One entry for each process: as often as a random choice should meet it. */
function targets(stack: Stack): Component[] {
  return stack.components.flatMap((component) =>
    stack.of(component).length === 0 ? [component] : stack.of(component).map(() => component),
  );
}

/**
 * SIGKILL, at once. Everything else stands still until the function that is returned is called, so
 * that what is looked at is what the kill left. An engine is started again before that: nobody else
 * can touch it.
 */
async function kill(stack: Stack, component: Component): Promise<() => void> {
  const [victim] = shuffled(stack.of(component));
  const others = stack.slots.filter((each) => each !== victim);
  victim?.signal('SIGKILL');
  const engine = isEngine(component) ? stack.engines[component] : undefined;
  const gone = victim?.gone() ?? engine?.kill();
  for (const each of others) each.signal('SIGSTOP');
  await gone;
  await engine?.start();
  return () => {
    for (const each of others) each.signal('SIGCONT');
    victim?.again();
  };
}

async function look(world: World, seen: CommandsSeen): Promise<Phase[]> {
  await world.withLog((log) => seen.look(log));
  const sinceMs = performance.now() - onItsWayMs;
  const recent = world.journal.intents.filter(
    ({ sentMs, answers }) => answers.length === 0 || sentMs > sinceMs,
  );
  return world.withOwner((owner) => phasesOf(owner, seen, recent));
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
