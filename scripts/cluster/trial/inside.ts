/** Runs a few lines of JavaScript beside a function, in its container: an image has Node and nothing else. */
import { setTimeout as pause } from 'node:timers/promises';
import { at, itemsAt } from '#shared/manifests/object.ts';
import type { Kubectl } from '../kubectl.ts';
import type { Trial } from './trial.ts';

export interface Where {
  readonly pod: string;
  readonly container: string;
}

export async function runInside(
  { kubectl, namespace }: Pick<Trial, 'kubectl' | 'namespace'>,
  { pod, container }: Where,
  script: string,
): Promise<string> {
  const node = ['/usr/local/bin/node', '--input-type=module', '-e', script];
  const ran = await kubectl.run(['-n', namespace, 'exec', pod, '-c', container, '--', ...node]);
  if (!ran.ok) throw new Error(`in ${pod}: ${ran.err}`);
  return ran.out;
}

/**
 * Ends the program of a container within one turn of its event loop: nothing is answered, flushed or closed.
 * The first process of a container cannot be killed from inside, so its debugger is asked to.
 */
export async function crash(
  { kubectl, namespace }: Pick<Trial, 'kubectl' | 'namespace'>,
  { pod, container }: Where,
): Promise<void> {
  const before = await restartsOf(kubectl, namespace, pod);
  // What runs beside the first process ends with it, so how this ends says nothing.
  await runInside({ kubectl, namespace }, { pod, container }, crashScript).catch(() => undefined);
  const endMs = performance.now() + noticedMsMax;
  while ((await restartsOf(kubectl, namespace, pod)) === before) {
    if (performance.now() > endMs) throw new Error(`${pod} has not crashed`);
    await pause(askMs);
  }
}

/** A kubelet looks every second and tells a little later; after crashes before it waits up to 40 s. */
const noticedMsMax = 90_000;
const askMs = 1_000;

async function restartsOf(kubectl: Kubectl, namespace: string, pod: string): Promise<number> {
  const [found] = await kubectl.objects(['get', 'pod', pod, '-n', namespace]);
  const statuses = itemsAt(found?.whole, 'status', 'containerStatuses');
  return statuses.reduce<number>((sum, each) => sum + Number(at(each, 'restartCount')), 0);
}

const crashScript = `
process.kill(1, 'SIGUSR1');
for (let tries = 0; tries < 100; tries += 1) {
  try {
    const [{ webSocketDebuggerUrl }] = await (await fetch('http://127.0.0.1:9229/json/list')).json();
    const socket = new WebSocket(webSocketDebuggerUrl);
    await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = reject; });
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: 'process.abort()' } }));
    // There is no answer from who has ended.
    await new Promise((resolve) => setTimeout(resolve, 200));
    process.exit(0);
  } catch { await new Promise((resolve) => setTimeout(resolve, 50)); }
}
process.exit(1);
`;

/** How many requests a function has answered since it started, by its own count. */
export async function answeredBy(
  trial: Pick<Trial, 'kubectl' | 'namespace'>,
  pod: string,
): Promise<number> {
  const text = await runInside(trial, { pod, container: 'user-container' }, metricsScript);
  const counts = text.matchAll(/^serai_function_seconds_count\{[^}]*\} (\d+)/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

const metricsScript = `
const answer = await fetch('http://127.0.0.1:9464/metrics');
process.stdout.write(await answer.text());
`;
