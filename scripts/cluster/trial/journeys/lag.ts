/** A consumer that KEDA scales: what waits for it and how many work on it, second by second, from none to none. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { plotOf, type Sample } from '../plot.ts';
import type { Tried } from '../tried.ts';
import { type Harmed, harmed } from './harm.ts';

export interface Scaled {
  /** Whoever was told to come back has come back. */
  readonly loaded: Harmed;
  readonly lagMost: number;
  readonly replicasMost: number;
  readonly severalAfterSeconds: number | undefined;
  readonly consumedAfterSeconds: number | undefined;
  readonly noneAfterSeconds: number | undefined;
  /** How many more the projection holds in the end. */
  readonly applied: number;
}

export const consumer = 'project-arrivals';
const paused = 'autoscaling.keda.sh/paused-replicas';
const folder = join(import.meta.dirname, '../../../../.serai');
/** KEDA looks every 5 s here, and lets go 10 s after it has seen nothing. */
const watchedMsMax = 300_000;
const goneMsMax = 180_000;
const lookMs = 1_000;

/** While it is held at none, bookings make its lag; let go of, it has to work through it. */
export async function fromZeroAndBack(
  tried: Tried,
  load: { readonly ratePerSecond: number; readonly seconds: number },
): Promise<Scaled> {
  const { trial, pods } = tried;
  await hold(trial, consumer);
  const before = await appliedIn(trial);
  const loaded = await harmed(tried, load, () => Promise.resolve());
  const beganMs = performance.now();
  await letGo(trial, consumer);
  const samples: Sample[] = [];
  while (performance.now() - beganMs < watchedMsMax && !isOver(samples)) {
    samples.push(await sampled({ trial, pods }, beganMs));
    await pause(lookMs);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'lag-and-replicas.svg'),
    plotOf(`${consumer}: lag, replicas`, samples),
  );
  return { loaded, ...told(samples), applied: (await appliedIn(trial)) - before };
}

/** At none, until it is let go of. */
export async function hold({ kube }: Tried['trial'], name: string): Promise<void> {
  await kube('annotate', 'scaledobject', name, `${paused}=0`, '--overwrite');
  // One on its way out still consumes.
  const pod = ['pod', '-l', `app.kubernetes.io/name=${name}`];
  await kube('wait', '--for=delete', ...pod, `--timeout=${goneMsMax / 1_000}s`);
}

export async function letGo({ kube }: Tried['trial'], name: string): Promise<void> {
  await kube('annotate', 'scaledobject', name, `${paused}-`);
}

/** How many reservations the projection has. */
export async function appliedIn({ owner }: Tried['trial']): Promise<number> {
  const { rows } = await owner.query<{ count: number }>(
    'select count(*)::integer as count from reservations.arrivals',
  );
  return rows[0]?.count ?? 0;
}

function told(samples: readonly Sample[]): Omit<Scaled, 'loaded' | 'applied'> {
  const several = samples.find(({ replicas }) => replicas > 1);
  const started = samples.findIndex(({ replicas }) => replicas > 0);
  const worked = started < 0 ? [] : samples.slice(started);
  return {
    lagMost: Math.max(0, ...samples.map(({ lag }) => lag)),
    replicasMost: Math.max(0, ...samples.map(({ replicas }) => replicas)),
    severalAfterSeconds: whole(several?.seconds),
    consumedAfterSeconds: whole(worked.find(({ lag }) => lag === 0)?.seconds),
    noneAfterSeconds: isOver(samples) ? whole(samples.at(-1)?.seconds) : undefined,
  };
}

function whole(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds);
}

function isOver(samples: readonly Sample[]): boolean {
  const last = samples.at(-1);
  return samples.some(({ replicas }) => replicas > 0) && last?.replicas === 0 && last.lag === 0;
}

/** The lag is what KEDA itself gives the autoscaler. */
async function sampled(
  { trial, pods }: Pick<Tried, 'trial' | 'pods'>,
  beganMs: number,
): Promise<Sample> {
  const metric = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${trial.namespace}/s0-kafka-reservations-events`;
  const named = `?labelSelector=scaledobject.keda.sh%2Fname%3D${consumer}`;
  const read = await trial.kubectl.run(['get', '--raw', `${metric}${named}`]);
  const value = read.ok ? String(JSON.parse(read.out).items?.[0]?.value ?? '0') : '0';
  const lag = value.endsWith('m') ? Number(value.slice(0, -1)) / 1_000 : Number(value);
  const replicas = (await pods.of(consumer)).length;
  return { seconds: (performance.now() - beganMs) / 1_000, lag, replicas };
}
