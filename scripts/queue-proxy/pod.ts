/** A pod as Knative makes one of a function's manifest: its bundle, and Knative's queue-proxy before it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { documentsIn } from '#shared/manifests/yaml.ts';
import { type Bundles, type FunctionProcess, startFunction } from '../testing/bundles.ts';

const root = join(import.meta.dirname, '../..');
/** queue-proxy's own, the same in every pod; the function's is the manifest's. */
const servingPort = 8012;
const tlsPort = 8112;
const adminPort = 8022;

const KnativeService = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containerConcurrency: z.int(),
        timeoutSeconds: z.int(),
        containers: z.tuple([
          z.object({
            ports: z.tuple([z.object({ containerPort: z.int() })]),
            readinessProbe: z.object({ httpGet: z.object({ path: z.string() }) }),
          }),
        ]),
      }),
    }),
  }),
});

export interface PodOptions {
  readonly queueProxy: string;
  readonly bundles: Bundles;
  readonly name: string;
  /** Of the generated manifest, from the checkout's root. */
  readonly manifest: string;
  readonly env: Readonly<Record<string, string>>;
  /** Instead of the manifest's, to meet the limit sooner. */
  readonly containerConcurrency?: number;
  readonly timeoutSeconds?: number;
}

export interface Pod {
  /** Where the activator and the ingress send requests. */
  readonly url: string;
  /** The function itself, past queue-proxy. */
  readonly direct: string;
  readonly queueProxyPid: number;
  /** Begins the function, where the pod was made without. */
  startFunction(): FunctionProcess;
  /** What the kubelet does with a pod that is deleted; resolves with both exit codes, queue-proxy's first. */
  terminate(): Promise<readonly [number | string, number | string]>;
  kill(): Promise<void>;
}

/** As Serving asks it for the kubelet: queue-proxy asks the function's own probe. */
export const kubeletProbe = {
  'user-agent': 'kube-probe/1.36',
  'k-network-probe': 'queue',
} as const;

export async function openPod(options: PodOptions): Promise<Pod> {
  const { spec } = (await serviceOf(options.manifest)).spec.template;
  const [{ ports, readinessProbe }] = spec.containers;
  const [{ containerPort }] = ports;
  const queueProxy = spawn(options.queueProxy, [], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: {
      CONTAINER_CONCURRENCY: String(options.containerConcurrency ?? spec.containerConcurrency),
      QUEUE_SERVING_PORT: String(servingPort),
      QUEUE_SERVING_TLS_PORT: String(tlsPort),
      USER_PORT: String(containerPort),
      REVISION_TIMEOUT_SECONDS: String(options.timeoutSeconds ?? spec.timeoutSeconds),
      SERVING_LOGGING_CONFIG: '',
      SERVING_LOGGING_LEVEL: 'info',
      SERVING_NAMESPACE: 'serai',
      SERVING_CONFIGURATION: options.name,
      SERVING_REVISION: `${options.name}-00001`,
      SERVING_POD: `${options.name}-00001-pod`,
      SERVING_POD_IP: '127.0.0.1',
      // What Serving fills in: the host, the port, and that once is enough.
      SERVING_READINESS_PROBE: JSON.stringify({
        httpGet: {
          ...readinessProbe.httpGet,
          ...{ host: '127.0.0.1', port: containerPort, scheme: 'HTTP' },
        },
        successThreshold: 1,
      }),
    },
  });
  const queueProxyEnded = endOf(queueProxy);
  let served: FunctionProcess | undefined;
  return {
    url: `http://127.0.0.1:${servingPort}`,
    direct: `http://127.0.0.1:${containerPort}`,
    queueProxyPid: queueProxy.pid ?? 0,
    startFunction() {
      const env = { ...options.env, HOST: '127.0.0.1', PORT: String(containerPort) };
      served = startFunction(options.bundles, options.name, env);
      return served;
    },
    async terminate() {
      queueProxy.kill('SIGTERM');
      await untilDrained();
      served?.child.kill('SIGTERM');
      return [await queueProxyEnded, (await served?.ended) ?? 'never started'];
    },
    async kill() {
      queueProxy.kill('SIGKILL');
      served?.child.kill('SIGKILL');
      await Promise.all([queueProxyEnded, served?.ended]);
    },
  };
}

async function serviceOf(manifest: string): Promise<z.infer<typeof KnativeService>> {
  const [first] = documentsIn(await readFile(join(root, manifest), 'utf8'));
  return KnativeService.parse(first);
}

async function endOf(child: ChildProcess): Promise<number | string> {
  const [code, signal] = await once(child, 'exit');
  return code ?? signal;
}

/** The hook before the function's own end, which Serving puts there: it is told to go when nobody asks any more. */
async function untilDrained(): Promise<void> {
  const sent = request({ host: '127.0.0.1', port: adminPort, path: '/wait-for-drain' }).end();
  const [answer] = await once(sent, 'response');
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${await text(answer)}`);
  answer.resume();
}
