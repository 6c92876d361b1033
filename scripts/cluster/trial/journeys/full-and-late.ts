/** A function that has its hands full, and one that is late: what a client hears from Knative, and what became of it. */
import { randomUUID } from 'node:crypto';
import { ask } from '../open-load.ts';
import { template } from '../revisions.ts';
import { bookedIn, type Tried } from '../tried.ts';

export interface Heard {
  /** How many heard what, `status: body`. */
  readonly heard: Readonly<Record<string, number>>;
  /** Bookings there are more, once all were asked for again with their keys. */
  readonly booked: number;
}

const name = 'submit-reservation';

/**
 * Nobody decides, so each booking waits for its whole time. `without` the activator, which holds back
 * what is too much instead of refusing it, a burst capacity of 0 leaves queue-proxy alone in front.
 */
export async function whileNobodyDecides(
  tried: Tried,
  count: number,
  spec: Readonly<Record<string, unknown>>,
): Promise<Heard> {
  const { guest, pods, revisions, trial } = tried;
  const alone = { 'min-scale': '1', 'max-scale': '1', 'target-burst-capacity': '0' };
  await revisions.untilDirect(await revisions.revise(name, template(alone, spec)));
  const before = await bookedIn(tried);
  await trial.kube('scale', 'deployment', 'house', '--replicas=0');
  await pods.until('house', (all) => all.length === 0);
  const bookings = Array.from({ length: count }, (_, index) => guest.booking(randomUUID(), index));
  const answers = await Promise.all(bookings.map((each) => ask(each)));
  await trial.kube('scale', 'deployment', 'house', '--replicas=1');
  await pods.until('house', (all) => all.some(({ ready }) => ready));
  for (const each of bookings) await untilBooked(() => ask(each));
  const heard: Record<string, number> = {};
  for (const { status, body } of answers) {
    const said = body.startsWith('{') ? status : `${status}: ${body.trim()}`;
    heard[said] = (heard[said] ?? 0) + 1;
  }
  return { heard, booked: (await bookedIn(tried)) - before };
}

/** A partition's lease, and the time a client may be told to come back in. */
const againMsMax = 120_000;

/** Asks again with the same key, as a client does who has not heard what became of it. */
export async function untilBooked(again: () => ReturnType<typeof ask>): Promise<void> {
  const endMs = performance.now() + againMsMax;
  for (;;) {
    const { status, body } = await again();
    if (status === '201') return;
    if (performance.now() > endMs) throw new Error(`A booking is still ${status}: ${body}`);
  }
}
