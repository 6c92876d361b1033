/** What tests of a pod need around it: a database, a property, and a decider that can be held. */
import pg from 'pg';
import { expect, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import {
  type Bundles,
  buildBundles,
  type FunctionProcess,
  makeTopics,
  signing,
  startFunction,
} from '../testing/bundles.ts';
import { deskAt, property } from '../testing/desk.ts';
import { needOwnNetwork } from './own-network.ts';
import { kubeletProbe, openPod, type Pod, type PodOptions } from './pod.ts';
import { queueProxyProgram } from './program.ts';

export const tenantId = '01990000-0000-7000-8000-00000000000a';
/** Never sold out by what the tests book. */
const rooms = 1_000;
const manifests = {
  'submit-reservation': 'knative/base/reservations/submit-reservation.yaml',
  'record-property': 'eventing/base/properties/record-property.yaml',
} as const;

type Served = keyof typeof manifests;
type Limits = Pick<PodOptions, 'containerConcurrency' | 'timeoutSeconds'>;

/** A process of ours is there within a second, and within a minute on a machine that does much else. */
const patience = { timeout: 60_000, interval: 20 };

export interface Around {
  readonly token: string;
  readonly propertyId: string;
  readonly owner: pg.Client;
  readonly decider: FunctionProcess;
  /** queue-proxy alone; whoever wants the function starts it. */
  pod(name: Served, limits?: Limits): Promise<Pod>;
  /** Both, and the kubelet would send requests. */
  servedPod(name: Served, limits?: Limits): Promise<Pod>;
  /** How many there are in the database. */
  reservations(): Promise<number>;
  close(): Promise<void>;
}

export async function around(): Promise<Around> {
  needOwnNetwork();
  const queueProxy = await queueProxyProgram(process.env);
  const bundles: Bundles = await buildBundles([
    ...Object.keys(manifests),
    ...['open-property', 'decide-reservations'],
  ]);
  const keys = await signing();
  const token = await keys.token(tenantId, 'tenant_admin');
  const database: TestDatabase = await testDatabase();
  await makeTopics(database.url);
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const env = { ...keys.env, DATABASE_URL: database.url };
  const decider = startFunction(bundles, 'decide-reservations', env);
  const opener = startFunction(bundles, 'open-property', env);
  const desk = deskAt(await opener.url, token);
  // On a slow machine the decider is not there within the request's own time; the key makes asking again safe.
  const propertyId = await vi.waitFor(async () => {
    const opened = await desk.post('/v1/properties', property(rooms), 'the-property');
    expect(opened.status).toBe(201);
    return String(opened.body.id);
  }, patience);
  opener.child.kill('SIGTERM');
  await opener.ended;
  const pods: Pod[] = [];
  async function podOf(name: Served, limits: Limits = {}): Promise<Pod> {
    const manifest = manifests[name];
    const pod = await openPod({ queueProxy, bundles, name, env, manifest, ...limits });
    pods.push(pod);
    return pod;
  }
  return {
    ...{ token, owner, decider, propertyId, pod: podOf },
    async servedPod(name, limits) {
      const pod = await podOf(name, limits);
      pod.startFunction();
      await ready(pod);
      return pod;
    },
    async reservations() {
      const { rows } = await owner.query<{ count: number }>(
        'select count(*)::integer as count from reservations.reservations',
      );
      return rows[0]?.count ?? Number.NaN;
    },
    async close() {
      for (const pod of pods) await pod.kill();
      decider.child.kill('SIGKILL');
      await decider.ended;
      await owner.end();
      await database.close();
      await bundles.remove();
    },
  };
}

async function ready(pod: Pod): Promise<void> {
  await vi.waitFor(async () => {
    expect((await fetch(pod.url, { headers: kubeletProbe })).status).toBe(200);
  }, patience);
}
