/** Bookings at a steady rate while pods go: told to, or in the middle of what they do. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { crash } from '../inside.ts';
import { ask, type Loaded, openLoad } from '../open-load.ts';
import { template } from '../revisions.ts';
import { bookedIn, type Tried } from '../tried.ts';
import { untilBooked } from './full-and-late.ts';

export interface Harmed extends Loaded {
  /** Of those that were not answered 201: asked for again with their keys until they were. */
  readonly again: number;
  /** How many more bookings there are than before; as many as were sent, when none is lost or doubled. */
  readonly booked: number;
}

const name = 'submit-reservation';
const harmAfterMs = 4_000;

export async function harmed(
  tried: Tried,
  load: { readonly ratePerSecond: number; readonly seconds: number },
  harm: () => Promise<unknown>,
): Promise<Harmed> {
  const before = await bookedIn(tried);
  const keys = Array.from({ length: load.ratePerSecond * load.seconds }, () => randomUUID());
  const next = (index: number) => tried.guest.booking(keys[index] ?? '', index);
  const open: number[] = [];
  const [loaded] = await Promise.all([
    openLoad({
      ...load,
      next,
      answered: (index, status) => void (status === '201' || open.push(index)),
    }),
    pause(harmAfterMs).then(harm),
  ]);
  for (const index of open) await untilBooked(() => ask(next(index)));
  return { ...loaded, again: open.length, booked: (await bookedIn(tried)) - before };
}

/** With the limits that its manifest has, whatever a journey before has made of them. */
export async function twoDoors({ pods, revisions }: Tried): Promise<void> {
  const two = { 'min-scale': '2', 'max-scale': '10', 'target-burst-capacity': '200' };
  const limits = { containerConcurrency: 1_000, timeoutSeconds: 60 };
  await revisions.revise(name, template(two, limits));
  await pods.until(name, (all) => all.filter(({ ready }) => ready).length >= 2);
}

/** As a node that is emptied does. */
export async function drainDoor({ trial, pods }: Tried): Promise<void> {
  const [oldest] = await pods.of(name);
  await trial.kube('delete', 'pod', oldest?.name ?? '', '--wait=false');
}

export async function crashDoor({ trial, pods }: Tried): Promise<void> {
  const [oldest] = await pods.of(name);
  await crash(trial, { pod: oldest?.name ?? '', container: 'user-container' });
}

export async function crashHouse({ trial, pods }: Tried): Promise<void> {
  const [only] = await pods.of('house');
  await crash(trial, { pod: only?.name ?? '', container: 'house' });
}
