/** Pods of one function or Deployment as they come and go. */
import { setTimeout as pause } from 'node:timers/promises';
import { at, type Found, itemsAt } from '#shared/manifests/object.ts';
import type { Trial } from './trial.ts';

export interface Pods {
  /** Those that are not on their way out, oldest first. */
  of(name: string): Promise<readonly Pod[]>;
  until(name: string, wanted: (pods: readonly Pod[]) => boolean, msMax?: number): Promise<void>;
}

export interface Pod {
  readonly name: string;
  readonly ready: boolean;
  readonly revision: string;
  readonly address: string;
}

/** Knative takes half a minute to let go of a pod, and some more on a busy machine. */
const goneMsMax = 240_000;
const askMs = 500;

export function podsOf({ kubectl, namespace }: Pick<Trial, 'kubectl' | 'namespace'>): Pods {
  const of = async (name: string): Promise<readonly Pod[]> =>
    (
      await kubectl.objects([
        ...['get', 'pods', '-n', namespace, '-l', `app.kubernetes.io/name=${name}`],
        '--sort-by=.metadata.creationTimestamp',
      ])
    )
      .filter(({ whole }) => at(whole, 'metadata', 'deletionTimestamp') === undefined)
      .map(podIn);
  return {
    of,
    async until(name, wanted, msMax = goneMsMax) {
      const endMs = performance.now() + msMax;
      for (;;) {
        const pods = await of(name);
        if (wanted(pods)) return;
        if (performance.now() > endMs) throw new Error(`${name} still has ${JSON.stringify(pods)}`);
        await pause(askMs);
      }
    },
  };
}

function podIn({ name, whole }: Found): Pod {
  const conditions = itemsAt(whole, 'status', 'conditions');
  const ready = conditions.find((each) => at(each, 'type') === 'Ready');
  return {
    name,
    ready: at(ready, 'status') === 'True',
    revision: String(at(whole, 'metadata', 'labels', 'serving.knative.dev/revision') ?? ''),
    address: String(at(whole, 'status', 'podIP') ?? ''),
  };
}
