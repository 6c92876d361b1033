/** Posts CloudEvents to a Broker from inside the cluster, and reads what the listener was sent. */
import { at } from '#shared/manifests/object.ts';
import { runInside } from '../inside.ts';
import type { Pods } from '../pods.ts';
import type { Trial } from '../trial.ts';

export interface Heard {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Producer {
  /** Resolves with the status of the Broker's answer. */
  post(attributes: Readonly<Record<string, string>>, data: unknown): Promise<number>;
  /** Everything the listener was sent until now. */
  heard(): Promise<readonly Heard[]>;
}

export async function producerOn(trial: Trial, pods: Pods, broker: string): Promise<Producer> {
  const [found] = await trial.kubectl.objects(['get', 'broker', broker, '-n', trial.namespace]);
  const url = String(at(found?.whole, 'status', 'address', 'url'));
  const inside = async (script: string) => {
    const [pod] = await pods.of('listener');
    return runInside(trial, { pod: pod?.name ?? '', container: 'listener' }, script);
  };
  return {
    async post(attributes, data) {
      const named = Object.entries(attributes).map(([key, value]) => [`ce-${key}`, value]);
      const headers = { ...Object.fromEntries(named), 'content-type': 'application/json' };
      const sent = { method: 'POST', headers, body: JSON.stringify(data) };
      const posted = `const { status } = await fetch(${JSON.stringify(url)}, ${JSON.stringify(sent)});`;
      return Number(await inside(`${posted} process.stdout.write(String(status));`));
    },
    async heard() {
      const read = `const answer = await fetch('http://127.0.0.1:8080/');`;
      return JSON.parse(await inside(`${read} process.stdout.write(await answer.text());`));
    },
  };
}
