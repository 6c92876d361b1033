/** Functions of which nobody runs: how long the first who asks waits for an answer. */
import { randomUUID } from 'node:crypto';
import { ask, at } from '../open-load.ts';
import type { Pod } from '../pods.ts';
import type { Tried } from '../tried.ts';

export interface ColdStarts {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly mostMs: number;
  /** By function, the status of its first answer. */
  readonly answers: Readonly<Record<string, string>>;
}

/** It answers when there is something to tell, not before. */
const withoutAnswer = ['follow-live'];

export async function coldStarts(
  { guest, pods }: Pick<Tried, 'guest' | 'pods'>,
  count: number,
): Promise<ColdStarts> {
  const readers = guest.readers.filter((name) => !withoutAnswer.includes(name));
  const answers: Record<string, string> = {};
  const tookMs: number[] = [];
  const names = ['submit-reservation', ...readers].slice(0, count);
  for (const name of names) {
    await pods.until(name, nobodyRuns);
    const isBooking = name === 'submit-reservation';
    const sent = isBooking ? guest.booking(randomUUID(), 0) : guest.sentTo(name);
    const beganMs = performance.now();
    answers[name] = (await ask(sent)).status;
    tookMs.push(performance.now() - beganMs);
  }
  // Until they are gone they take what is measured next its share of the machine.
  for (const name of names) await pods.until(name, nobodyRuns);
  tookMs.sort((a, b) => a - b);
  const [p50Ms, p95Ms, mostMs] = [at(tookMs, 0.5), at(tookMs, 0.95), at(tookMs, 1)];
  return { p50Ms, p95Ms, mostMs, answers };
}

function nobodyRuns(pods: readonly Pod[]): boolean {
  return pods.length === 0;
}
