/** Offers the product several times what half a core can do: what it takes it does in time, to the rest it says when to come back. */
import { randomInt, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { commandId } from '#shared/commands/command.ts';
import { deskAt, stay } from '../../testing/desk.ts';
import { type HalfCore, halfCore } from '../half-core.ts';
import type { FinalAnswer } from '../journal.ts';
import { type Heard, type Offered, offer } from '../open-loop.ts';
import { openProperty } from '../opening.ts';
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
const env = { SERAI_ANSWER_MS_MAX: String(latencyMsMax) };
const recoveryMsMax = 10_000;
/** So many that no night is ever full. */
const roomsEach = 100_000;
const daysAhead = 1_000;

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
    const { result, faults } = await underLoad({ profile, clients: 1, env }, (world) =>
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

const isDone = ({ status }: Heard): boolean => status === 201;
const isShed = ({ status, retryAfter }: Heard): boolean =>
  (status === 429 || status === 503) && retryAfter;

function donePerSecond({ heard }: Offered, ms: number): number {
  return heard.filter((each) => isDone(each) && each.atMs <= ms).length / (ms / 1000);
}

function strangeOf({ heard, unheard }: Offered): string[] {
  const strange = heard.filter((each) => !isDone(each) && !isShed(each));
  return [
    ...strange.map(({ status, body }) => `somebody was answered ${status} ${body.slice(0, 200)}`),
    ...unheard.map((request) => `request ${request} was never answered`),
  ];
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

interface Bookings {
  offer(ratePerSecond: number, forMs: number): Promise<Offered>;
  /** Asks again where the answer did not say what became of it. */
  settle(): Promise<void>;
}

/** Each offered booking that was not shed stands in the journal, with what became of it. */
function bookingsOf({ stack, token, tenantId, journal }: World, propertyId: string): Bookings {
  const path = `/v1/properties/${propertyId}/reservations`;
  const unsettled: { readonly key: string; readonly body: string; readonly sentMs: number }[] = [];
  const port = Number(new URL(stack.door).port);

  function note(key: string, sentMs: number, answer: FinalAnswer): void {
    const id = commandId({ tenantId, client, method: 'POST', path, idempotencyKey: key });
    const intent = journal.open({ kind: 'book', key, commandId: id, propertyId, sentMs });
    journal.answered(intent, answer);
  }

  return {
    async offer(ratePerSecond, forMs) {
      const sentMs = performance.now();
      const sent: { readonly key: string; readonly body: string }[] = [];
      const offered = await offer({
        ...{ port, ratePerSecond, forMs },
        next() {
          const key = randomUUID();
          const body = JSON.stringify(stay(randomInt(daysAhead), 1));
          sent.push({ key, body });
          return Buffer.from(
            `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n` +
              `content-type: application/json\r\nidempotency-key: ${key}\r\n` +
              `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
          );
        },
      });
      for (const heard of offered.heard) {
        const wanted = sent[heard.request];
        if (wanted === undefined) continue;
        if (isDone(heard)) note(wanted.key, sentMs, { status: 201, id: JSON.parse(heard.body).id });
        else if (!heard.body.includes('"busy"') && !heard.body.includes('"rate_limited"'))
          unsettled.push({ ...wanted, sentMs });
      }
      for (const request of offered.unheard) {
        const wanted = sent[request];
        if (wanted !== undefined) unsettled.push({ ...wanted, sentMs });
      }
      return offered;
    },
    async settle() {
      const desk = deskAt(stack.door, token);
      for (const { key, body, sentMs } of unsettled) {
        const { status, body: said } = await desk.post(path, JSON.parse(body), key);
        if (status === 201) note(key, sentMs, { status, id: said.id });
        else journal.surprised(`${status} to a key that was asked again`);
      }
    },
  };
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

const pageBytes = 4_096;
const watchMs = 200;

/** Of all processes of the product together. */
async function residentBytes({ stack }: World): Promise<number> {
  const pages = await Promise.all(
    stack.slots.map(async ({ pid }) =>
      Number((await readFile(`/proc/${pid()}/statm`, 'utf8')).split(' ')[1]),
    ),
  );
  return pages.reduce((sum, each) => sum + each, 0) * pageBytes;
}

function watchMemory(world: World): { stop(): Promise<number> } {
  let most = 0;
  let over = false;
  const watching = (async () => {
    while (!over) {
      most = Math.max(most, await residentBytes(world));
      await delay(watchMs);
    }
  })();
  return {
    async stop() {
      over = true;
      await watching;
      return most;
    },
  };
}
