/** Waits until objects work, and gives up early where waiting does not help. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Found } from '#shared/manifests/object.ts';
import { Sorry } from '../serai/sorry.ts';
import type { Kubectl } from './kubectl.ts';
import { owner, ownerLabel, standing } from './namespace-check.ts';
import { imagesIn } from './overlay.ts';
import { isAwaited, type State, stateOf } from './readiness.ts';
import { stuckIn } from './stuck-pods.ts';

export interface Waiting {
  readonly kubectl: Kubectl;
  readonly namespace: string;
  /** Longer than a pull of all images takes; Knative gives up a revision after the same time. */
  readonly msMax: number;
  note(line: string): void;
}

const askMs = 3_000;
/** A node tries a pull twice before it waits: what is refused once may be answered the next time. */
const stuckSeenMax = 3;

export async function untilReady(objects: readonly Found[], waiting: Waiting): Promise<void> {
  const { kubectl, namespace, msMax, note } = waiting;
  const endMs = performance.now() + msMax;
  const awaited = objects.filter(isAwaited);
  if (awaited.length === 0) return;
  let [stuckSeen, noted] = [0, ''];
  for (;;) {
    const states = (await standing({ kubectl, namespace, objects: awaited })).map(
      (each) => [`${each.kind} ${each.name}`, stateOf(each)] as const,
    );
    const open = states.filter(([, { is }]) => is !== 'ready');
    if (open.length === 0 && states.length === awaited.length) return;
    refuseFailed(open);
    const stuck = await stuckNow(waiting, objects);
    stuckSeen = stuck === undefined ? 0 : stuckSeen + 1;
    if (stuck !== undefined && stuckSeen >= stuckSeenMax)
      throw new Sorry(`It does not start: ${stuck}.`);
    const line = `${states.length - open.length} of ${states.length} work; ${told(open)}`;
    if (line !== noted) note(line);
    noted = line;
    if (performance.now() > endMs)
      throw new Sorry(`After ${Math.round(msMax / 1000)} s there still waits ${told(open)}.`);
    await pause(askMs);
  }
}

type Named = readonly (readonly [string, State])[];

function refuseFailed(open: Named): void {
  const failed = open.find(([, { is }]) => is === 'failed');
  if (failed !== undefined) throw new Sorry(`${told([failed])}.`);
}

function told(open: Named): string {
  const [first, ...more] = open;
  if (first === undefined) return 'nothing is there';
  const [name, state] = first;
  const why = state.is === 'ready' ? '' : ` (${state.why.replace(/\.$/, '')})`;
  return `${name}${why}${more.length === 0 ? '' : ` and ${more.length} more`}`;
}

async function stuckNow(
  { kubectl, namespace }: Waiting,
  objects: readonly Found[],
): Promise<string | undefined> {
  const pods = await kubectl.objects([
    ...['get', 'pods', '-n', namespace, '-l', `${ownerLabel}=${owner}`],
  ]);
  return stuckIn(pods, imagesIn(objects))[0];
}
