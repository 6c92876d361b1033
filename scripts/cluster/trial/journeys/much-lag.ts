/** A hundred thousand facts that wait for one projection, with the lag and the replicas that the product itself declares. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Tried } from '../tried.ts';
import { writeFacts } from './facts.ts';
import { appliedIn, consumer, hold, letGo } from './lag.ts';

export interface MuchLag {
  readonly facts: number;
  /** Since it was let go of. */
  readonly firstAfterSeconds: number | undefined;
  readonly firstReadyAfterSeconds: number | undefined;
  readonly mostAfterSeconds: number | undefined;
  readonly replicasMost: number;
  readonly readyMost: number;
  readonly watchedSeconds: number;
  readonly applied: number;
  /** From the first that was applied on. */
  readonly appliedPerSecond: number;
}

/** As `project-arrivals` declares it; the trial's overlay has a fiftieth of it. */
const declared = { lagThreshold: '5000', replicasMax: 8 };
/** They read the same topic, and the two processors of a small cluster are the first one's now. */
const others = ['project-in-house', 'project-night-statistics', 'announce-facts'];
const watchedMsMax = 180_000;
const lookMs = 500;

export async function underMuchLag(
  { trial, pods }: Pick<Tried, 'trial' | 'pods'>,
  { facts, broker }: { readonly facts: number; readonly broker: string },
): Promise<MuchLag> {
  for (const each of [consumer, ...others]) await hold(trial, each);
  const steps = [
    { op: 'replace', path: '/spec/triggers/0/metadata/lagThreshold', value: declared.lagThreshold },
    { op: 'replace', path: '/spec/maxReplicaCount', value: declared.replicasMax },
  ];
  await trial.kube('patch', 'scaledobject', consumer, '--type=json', '-p', JSON.stringify(steps));
  await writeFacts(broker, facts);
  const before = await appliedIn(trial);
  const beganMs = performance.now();
  await letGo(trial, consumer);
  const samples: Sample[] = [];
  while (performance.now() - beganMs < watchedMsMax) {
    const seconds = (performance.now() - beganMs) / 1_000;
    const working = await pods.of(consumer);
    const applied = (await appliedIn(trial)) - before;
    samples.push({
      ...{ seconds, applied, replicas: working.length },
      ready: working.filter(({ ready }) => ready).length,
    });
    if (applied >= facts) break;
    await pause(lookMs);
  }
  await hold(trial, consumer);
  return { facts, ...told(samples) };
}

interface Sample {
  readonly seconds: number;
  readonly applied: number;
  readonly replicas: number;
  readonly ready: number;
}

function told(samples: readonly Sample[]): Omit<MuchLag, 'facts'> {
  const replicasMost = Math.max(0, ...samples.map(({ replicas }) => replicas));
  const since = (is: (each: Sample) => boolean) => rounded(samples.find(is)?.seconds);
  const last = samples.at(-1) ?? { seconds: 0, applied: 0 };
  const idle = samples.findLast(({ applied }) => applied === 0) ?? { seconds: 0 };
  return {
    firstAfterSeconds: since(({ replicas }) => replicas > 0),
    firstReadyAfterSeconds: since(({ ready }) => ready > 0),
    mostAfterSeconds: since(({ replicas }) => replicas === replicasMost),
    ...{ replicasMost, readyMost: Math.max(0, ...samples.map(({ ready }) => ready)) },
    ...{ watchedSeconds: rounded(last.seconds) ?? 0, applied: last.applied },
    appliedPerSecond: Math.round(last.applied / Math.max(1, last.seconds - idle.seconds)),
  };
}

function rounded(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * 10) / 10;
}
