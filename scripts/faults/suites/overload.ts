/** Offers the product several times what half a core can do: what it takes it does in time, to the rest it says when to come back. */
import { constants, setPriority } from 'node:os';
import { type HalfCore, halfCore } from '../half-core.ts';
import {
  type Bookings,
  bookingsOf,
  donePerSecond,
  isDone,
  isShed,
  strangeOf,
} from '../offered-bookings.ts';
import { openProperty } from '../opening.ts';
import { residentBytes, watchMemory } from '../resident-memory.ts';
import { atLeast, atMost, type Check, percentile, type Suite } from '../suite.ts';
import { client, underLoad, type World } from '../world.ts';

const timesOffered = [2, 5, 10];
const full = { capacityMs: 8_000, overloadMs: 20_000 };
const quickly = { capacityMs: 3_000, overloadMs: 4_000 };
/** With all of the machine, so that what is measured is compiled. */
const warmUpPerSecond = 200;
const warmUpMs = 8_000;
/** Far below capacity: what the product looks like at work. */
const idlePerSecond = 40;
/** Offered one after the other; the one with the most bookings done is the peak. */
const searchPerSecond = [100, 200, 300, 400, 600, 800];
const goodputMin = 0.8;
const memoryMax = 1.5;
const latencyMsMax = 60;
/** A door keeps the median to a third of it; in half a core, which stands still for half of each hundredth of a second, the slowest take five times as long as nearly all. */
const env = { SERAI_ANSWER_MS_MAX: String(latencyMsMax / 5) };
const recoveryMsMax = 10_000;
/** So many that no night is ever full. */
const roomsEach = 100_000;

interface Phase {
  readonly times: number;
  readonly offeredPerSecond: number;
  readonly donePerSecond: number;
  readonly latencyMs: number;
  readonly shed: number;
  /** Answers that are neither done nor a refusal which says when to come back. */
  readonly strange: readonly string[];
  readonly memory: number;
  readonly recoveryMs: number;
}

export const overload: Suite = async (run) => {
  const { quick, profile, say } = run;
  const half = await halfCore();
  if ('missing' in half) return { notRun: half.missing };
  const times = quick ? quickly : full;
  try {
    const { result, faults } = await underLoad({ profile, clients: 0, env }, (world) =>
      overloadAll(world, half, times, say),
    );
    const { capacity, phases } = result;
    return {
      figures: [`${capacity.toFixed(0)} bookings/s on half a core`, ...phases.map(lineOf)],
      checks: [
        { title: 'nothing that was taken is lost, nothing that was shed was done', faults },
        ...phases.flatMap((phase) => checksOf(phase)),
        ...(quick ? [] : phases.flatMap((phase) => quicknessOf(phase, capacity))),
      ],
    };
  } finally {
    await half.remove();
  }
};

function lineOf({ times, donePerSecond, latencyMs, memory, recoveryMs }: Phase): string {
  return `${times}×: ${donePerSecond.toFixed(0)}/s, p99 ${latencyMs.toFixed(0)} ms, memory ${memory.toFixed(2)}×, recovered in ${recoveryMs.toFixed(0)} ms`;
}

function checksOf({ times, shed, strange, memory }: Phase): Check[] {
  return [
    atLeast(`the rest is shed at ${times} times the capacity`, shed, 1),
    {
      title: `who is shed at ${times} times the capacity is told when to come back`,
      faults: strange,
    },
    atMost(`memory stays bounded at ${times} times`, memory * 100, memoryMax * 100, ' %'),
  ];
}

/** Of a machine that does nothing else: beside other work the measured capacity is not there a minute later. */
function quicknessOf(phase: Phase, capacity: number): Check[] {
  const { times, donePerSecond, latencyMs, recoveryMs } = phase;
  const share = (donePerSecond / capacity) * 100;
  return [
    atLeast(`goodput stays up at ${times} times the capacity`, share, goodputMin * 100, ' %'),
    atMost(`who is taken at ${times} times is answered in time`, latencyMs, latencyMsMax, ' ms'),
    atMost(`it recovers from ${times} times`, recoveryMs, recoveryMsMax, ' ms'),
  ];
}

async function overloadAll(
  world: World,
  half: Exclude<HalfCore, { missing: string }>,
  times: typeof full,
  say: (text: string) => void,
): Promise<{ readonly capacity: number; readonly phases: readonly Phase[] }> {
  const { stack } = world;
  await half.add(stack.slots.map(({ pid }) => pid()));
  await precede(world);
  const propertyId = await openProperty({ ...world, client, opening: stack.opening }, roomsEach);
  world.rooms.set(propertyId, roomsEach);
  const bookings = bookingsOf(world, propertyId);
  await bookings.offer(warmUpPerSecond, warmUpMs);
  await half.limit();
  await bookings.offer(idlePerSecond, times.capacityMs);
  const idle = await residentBytes(world);
  let capacity = 0;
  for (const rate of searchPerSecond) {
    const done = donePerSecond(await bookings.offer(rate, times.capacityMs), times.capacityMs);
    say(`${rate}/s offered, ${done.toFixed(0)}/s done`);
    capacity = Math.max(capacity, done);
    if (done < rate * goodputMin) break;
  }
  const phases: Phase[] = [];
  for (const factor of timesOffered) {
    const watch = watchMemory(world);
    const rate = capacity * factor;
    const offered = await bookings.offer(rate, times.overloadMs);
    const most = await watch.stop();
    phases.push({
      ...{ times: factor, offeredPerSecond: rate, memory: most / idle },
      donePerSecond: donePerSecond(offered, times.overloadMs),
      latencyMs: percentile(
        offered.heard.filter(isDone).map((each) => each.latencyMs),
        99,
      ),
      shed: offered.heard.filter(isShed).length,
      strange: strangeOf(offered),
      recoveryMs: await recovery(bookings, capacity / 2),
    });
    const last = phases.at(-1);
    if (last !== undefined) say(lineOf(last));
  }
  await bookings.settle();
  return { capacity, phases };
}

/** Until all of a second's bookings, at half of what it can, are taken and in time. */
async function recovery(bookings: Bookings, ratePerSecond: number): Promise<number> {
  const startedMs = performance.now();
  for (;;) {
    const beganMs = performance.now() - startedMs;
    const { heard, unheard } = await bookings.offer(ratePerSecond, 1_000);
    const late =
      percentile(
        heard.map(({ latencyMs }) => latencyMs),
        99,
      ) > latencyMsMax;
    if (unheard.length === 0 && heard.every(isDone) && !late) return beganMs;
    if (beganMs > recoveryMsMax) return beganMs;
  }
}

/** What is measured is the product: the generator and the database do not wait for other work of the machine. */
async function precede({ withOwner }: World): Promise<void> {
  const { rows } = await withOwner((owner) =>
    owner.query<{ pid: number }>('select pid from pg_stat_activity'),
  );
  for (const pid of [process.pid, ...rows.map((row) => row.pid)]) {
    try {
      setPriority(pid, constants.priority.PRIORITY_HIGH);
    } catch {
      // Not ours to change, or gone: measured as it is.
    }
  }
}
