/** Changes a Knative Service as an operator does, and knows which revision of it serves. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Trial } from './trial.ts';

export interface Revisions {
  patch(name: string, spec: unknown): Promise<unknown>;
  latest(name: string): Promise<string>;
  untilReady(name: string): Promise<unknown>;
  /** Patches, and resolves with the revision that this has made once it serves. */
  revise(name: string, spec: unknown): Promise<string>;
  /** Resolves when requests reach a revision's pods without the activator between. */
  untilDirect(revision: string): Promise<void>;
}

const service = 'services.serving.knative.dev';
/** Knative pulls, starts and probes a pod; on a small busy node that takes a minute. */
const servesMsMax = 180_000;
const askMs = 500;
/** What the ingress needs to hear of it. */
const heardMs = 5_000;

export function revisionsOf({ kube }: Pick<Trial, 'kube'>): Revisions {
  const patch = (name: string, spec: unknown) =>
    kube('patch', service, name, '--type=merge', '-p', JSON.stringify({ spec }));
  const latest = async (name: string) =>
    (await kube('get', service, name, '-o', 'jsonpath={.status.latestReadyRevisionName}')).trim();
  const untilReady = (name: string) =>
    kube(
      ...['wait', `${service}/${name}`, '--for=condition=Ready'],
      `--timeout=${servesMsMax / 1_000}s`,
    );
  const untilDirect = async (revision: string): Promise<void> => {
    const way = 'serverlessservices.networking.internal.knative.dev';
    await kube(
      ...['wait', `${way}/${revision}`, '--for=jsonpath={.spec.mode}=Serve'],
      `--timeout=${servesMsMax / 1_000}s`,
    );
    await pause(heardMs);
  };
  return {
    ...{ patch, latest, untilReady, untilDirect },
    async revise(name, spec) {
      const before = await latest(name);
      await patch(name, spec);
      const endMs = performance.now() + servesMsMax;
      while ((await latest(name)) === before) {
        if (performance.now() > endMs) throw new Error(`${name} has no new revision that serves`);
        await pause(askMs);
      }
      await untilReady(name);
      return latest(name);
    },
  };
}

/** A template with annotations of the autoscaler, and what else a revision is to have; each is another one. */
export function template(
  autoscaling: Readonly<Record<string, string>>,
  spec: Readonly<Record<string, unknown>> = {},
): object {
  const named = Object.entries(autoscaling).map(
    ([key, value]) => [`autoscaling.knative.dev/${key}`, value] as const,
  );
  const annotations = { ...Object.fromEntries(named), 'serai.dev/tried': randomUUID() };
  return { template: { metadata: { annotations }, spec } };
}
