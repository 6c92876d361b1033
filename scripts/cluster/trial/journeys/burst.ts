/** More requests than one replica is meant for, and then none. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Loaded, openLoad } from '../open-load.ts';
import { template } from '../revisions.ts';
import type { Tried } from '../tried.ts';

export interface Burst extends Loaded {
  readonly replicasMost: number;
  readonly toZeroSeconds: number;
}

const lookMs = 1_000;

/** The target is made small, so that a small machine has a burst too. */
export async function burst({ guest, pods, revisions }: Tried, name: string): Promise<Burst> {
  await revisions.revise(name, template({ target: '20', window: '10s' }));
  const sent = guest.sentTo(name);
  const load = openLoad({ ratePerSecond: 60, seconds: 30, next: () => sent });
  let [replicasMost, over] = [0, false];
  const watching = (async () => {
    while (!over) {
      const ready = (await pods.of(name)).filter((each) => each.ready).length;
      replicasMost = Math.max(replicasMost, ready);
      await pause(lookMs);
    }
  })();
  const loaded = await load;
  over = true;
  await watching;
  const beganMs = performance.now();
  await pods.until(name, (all) => all.length === 0);
  const toZeroSeconds = Math.round((performance.now() - beganMs) / 1_000);
  return { ...loaded, replicasMost, toZeroSeconds };
}
