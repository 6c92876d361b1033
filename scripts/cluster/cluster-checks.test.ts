/** What is said of clusters that lack something. Their answers are written down here; real ones are in the slower suites. */
import { describe, expect, test } from 'vitest';
import { type Found, foundIn } from '#shared/manifests/object.ts';
import { clusterFindings, isOlder } from './cluster-checks.ts';
import { removable } from './left-over.ts';
import { profileNamed } from './profiles.ts';
import { resourceOf } from './resources.ts';
import { type Answers, deployedAs, fakeKubectl, Refusal } from './testing.ts';

const service = found({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name: 'send-parcel', labels: { 'app.kubernetes.io/part-of': 'serai' } },
  spec: {
    template: {
      spec: {
        containers: [
          {
            env: [
              { name: 'A', valueFrom: { secretKeyRef: { name: 'parcels', key: 'DATABASE_URL' } } },
              {
                name: 'B',
                valueFrom: { secretKeyRef: { name: 'parcels', key: 'REDIS_URL', optional: true } },
              },
            ],
          },
        ],
      },
    },
  },
});

function found(whole: unknown): Found {
  const object = foundIn(whole);
  if (object === undefined) throw new Error('no object');
  return object;
}

const kinds = (...names: readonly string[]) => ({
  resources: names.map((kind) => ({ kind, name: `${kind.toLowerCase()}s` })),
});
const allowed = (allows: boolean, answers = 5) => ({
  ...{ apiVersion: 'v1', kind: 'List' },
  items: [...Array(answers).keys()].map(() => ({
    ...{ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' },
    status: { allowed: allows },
  })),
});
const crd = (version: string) => ({
  metadata: { labels: { 'app.kubernetes.io/version': version } },
});

const nothing = { kind: 'List', items: [] };

/** A cluster on which `light` can stand. */
const good: Answers = {
  ...Object.fromEntries(removable.map((kind) => [`get ${resourceOf(kind)} -n inn -l`, nothing])),
  version: { serverVersion: { gitVersion: 'v1.36.3' } },
  'get --raw /apis/serving.knative.dev/v1': kinds('Service'),
  'get --raw /apis/gateway.networking.k8s.io/v1': kinds('HTTPRoute'),
  'get crd services.serving.knative.dev': crd('1.23.0'),
  'get crd httproutes.gateway.networking.k8s.io': {
    metadata: { annotations: { 'gateway.networking.k8s.io/bundle-version': 'v1.5.1' } },
  },
  'get gatewayclasses': {
    items: [
      {
        metadata: { name: 'eg' },
        status: { conditions: [{ type: 'Accepted', status: 'True' }] },
      },
    ],
  },
  'get namespace inn': { kind: 'Namespace', metadata: { name: 'inn' } },
  'get Service.v1.serving.knative.dev -n inn': nothing,
  create: allowed(true),
  'get secrets': { items: [{ metadata: { name: 'parcels' }, data: { DATABASE_URL: 'eA==' } }] },
};

async function lines(answers: Answers, profile = 'light') {
  const findings = await clusterFindings({
    kubectl: fakeKubectl(answers),
    profile: profileNamed(profile),
    namespace: 'inn',
    objects: [service],
  });
  return findings.map(({ name, ok, found: says }) => `${ok ? 'ok' : 'WRONG'} ${name}: ${says}`);
}
const wrong = async (more: Answers, profile?: string) =>
  (await lines({ ...good, ...more }, profile)).filter((line) => line.startsWith('WRONG'));

test('Of a cluster that has everything the versions are told', async () => {
  expect(await lines(good)).toEqual([
    'ok cluster: Kubernetes 1.36.3',
    'ok Knative Serving: 1.23.0',
    'ok Gateway API: 1.5.1',
    'ok gateway: classes eg',
    'ok namespace: inn is there',
    'ok rights: may do all that a deployment does in inn',
    'ok secrets: 1 Secrets are there',
  ]);
});

describe('It is told', () => {
  test('that nobody answers, and nothing else', async () => {
    const err = 'The connection to the server 10.0.0.1:6443 was refused - did you specify …?';
    expect(await lines({ version: new Refusal(err) })).toEqual([
      'WRONG cluster: No cluster answers at 10.0.0.1:6443',
    ]);
  });

  test('that the cluster does not know who asks', async () => {
    const err = 'error: You must be logged in to the server (Unauthorized)';
    expect(await lines({ version: new Refusal(err) })).toEqual([
      'WRONG cluster: The cluster does not know who you are: log in, or take another kubeconfig',
    ]);
  });

  test('that there is no Knative', async () => {
    const away = { 'get --raw /apis/serving.knative.dev': new Refusal('NotFound') };
    const { 'get --raw /apis/serving.knative.dev/v1': _, ...without } = good;
    const said = (await lines({ ...without, ...away })).filter((line) => line.startsWith('WRONG'));
    expect(said).toEqual([
      'WRONG Knative Serving: Service of serving.knative.dev/v1 is not there: install Knative Serving with Kourier, or deploy PROFILE=no-knative',
    ]);
  });

  test('which older version of an API there is instead', async () => {
    const strimzi = {
      'get --raw /apis/kafka.strimzi.io': { versions: [{ version: 'v1beta2' }] },
      'get --raw /apis/kafka.strimzi.io/v1': new Refusal('NotFound'),
    };
    expect(await wrong(strimzi, 'no-knative')).toContain(
      'WRONG Strimzi: KafkaTopic of kafka.strimzi.io/v1 serves v1beta2 only: install Strimzi 1.0 or newer, or deploy PROFILE=light',
    );
  });

  test('that a version is old', async () => {
    expect(
      await wrong({
        version: { serverVersion: { gitVersion: 'v1.31.9-gke.1' } },
      }),
    ).toEqual(['WRONG cluster: Kubernetes 1.31.9-gke.1, and 1.32 or newer is needed']);
    expect(await wrong({ 'get crd services.serving.knative.dev': crd('1.19.4') })).toEqual([
      'WRONG Knative Serving: 1.19.4, and 1.20 or newer is needed',
    ]);
  });

  test('what the user may not do', async () => {
    expect(await wrong({ create: allowed(false) })).toEqual([
      'WRONG rights: you may not create, get, list, patch services.serving.knative.dev; list pods in inn',
    ]);
  });

  test('whose the namespace is, and that it is going', async () => {
    const part = { labels: { 'app.kubernetes.io/part-of': 'harbour' } };
    const namespace = { kind: 'Namespace', metadata: { name: 'inn', ...part } };
    expect(await wrong({ 'get namespace inn': namespace })).toEqual([
      'WRONG namespace: inn is part of harbour; choose another',
    ]);
    const going = { ...namespace, status: { phase: 'Terminating' } };
    expect(await wrong({ 'get namespace inn': going })).toEqual([
      'WRONG namespace: inn is being removed; wait until it is gone',
    ]);
  });

  test('that a name is taken by what is not ours', async () => {
    const foreign = { ...service.whole, metadata: { name: 'send-parcel' } };
    const kind = 'get Service.v1.serving.knative.dev -n inn';
    expect(await wrong({ [kind]: { kind: 'List', items: [foreign] } })).toEqual([
      'WRONG namespace: Service send-parcel of inn belong to somebody else: choose another namespace',
    ]);
  });

  test('what an earlier version has left, and that it may not be removed', async () => {
    const old = deployedAs('Deployment', 'carry-parcel');
    const more = {
      'get Deployment.v1.apps -n inn -l': { kind: 'List', items: [old] },
      'get --raw /apis/apps/v1': kinds('Deployment'),
    };
    const told = 'ok left over: a deployment will remove Deployment carry-parcel';
    expect(await lines({ ...good, ...more, create: allowed(true, 6) })).toContain(told);
    expect(await wrong({ ...more, create: allowed(true, 4) })).toEqual([
      'WRONG rights: you may not delete deployments.apps; list pods in inn',
    ]);
  });

  test('which Secret or key is missing, of those that no pod starts without', async () => {
    expect(await wrong({ 'get secrets': { items: [] } })).toEqual([
      'WRONG secrets: there is no Secret parcels (DATABASE_URL)',
    ]);
    const empty = { items: [{ metadata: { name: 'parcels' }, data: { REDIS_URL: 'eA==' } }] };
    expect(await wrong({ 'get secrets': empty })).toEqual([
      'WRONG secrets: Secret parcels has no DATABASE_URL',
    ]);
  });
});

test.each([
  ['1.23.0', '1.23', false],
  ['1.22.9', '1.23', true],
  ['2.0.0', '1.23', false],
  ['1.9', '1.10', true],
  ['1.36.3-eks-1', '1.36', false],
])('%s is older than %s: %s', (version, than, older) => {
  expect(isOlder(version, than)).toBe(older);
});
