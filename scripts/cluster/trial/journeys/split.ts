/** Two revisions side by side: which of them answered how many requests, by their own counts. */
import { setTimeout as pause } from 'node:timers/promises';
import { answeredBy } from '../inside.ts';
import { type Loaded, openLoad } from '../open-load.ts';
import { template } from '../revisions.ts';
import type { Tried } from '../tried.ts';

export interface Two {
  readonly old: string;
  readonly young: string;
}

export interface Shared {
  readonly loaded: Loaded;
  readonly old: number;
  readonly young: number;
}

const name = 'get-business-day';
/** What the ingress needs to hear of new shares after Knative calls them done. */
const heardMs = 5_000;

export async function twoRevisions({ revisions }: Tried): Promise<Two> {
  const old = await revisions.revise(name, template({ 'min-scale': '1' }));
  const young = await revisions.revise(name, template({}, { timeoutSeconds: 58 }));
  return { old, young };
}

/** `percent` to the younger one; then a thousand requests. */
export async function share(tried: Tried, two: Two, percent: number): Promise<Shared> {
  const { guest, pods, revisions } = tried;
  const traffic = [
    { revisionName: two.old, percent: 100 - percent },
    { revisionName: two.young, percent },
  ];
  await revisions.patch(name, { traffic: traffic.filter((each) => each.percent > 0) });
  await revisions.untilReady(name);
  const needed = percent === 0 ? [two.old] : [two.old, two.young];
  await pods.until(name, (all) =>
    needed.every((each) => all.some(({ revision, ready }) => revision === each && ready)),
  );
  await pause(heardMs);
  const before = await counted(tried, two);
  const sent = guest.sentTo(name);
  const loaded = await openLoad({ ratePerSecond: 50, seconds: 20, next: () => sent });
  const after = await counted(tried, two);
  return { loaded, old: after.old - before.old, young: after.young - before.young };
}

async function counted({ trial, pods }: Tried, two: Two): Promise<{ old: number; young: number }> {
  const found = { old: 0, young: 0 };
  for (const { name: pod, revision } of await pods.of(name))
    found[revision === two.old ? 'old' : 'young'] += await answeredBy(trial, pod);
  return found;
}
