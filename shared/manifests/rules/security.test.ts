// biome-ignore-all format: one line per wrong manifest reads as the table it is.
import { describe, expect, test } from 'vitest';
import { type Found, foundIn, type Json } from '../object.ts';
import { faults } from '../rules.ts';
import { changed, one, standard, withoutKnative } from '../testing.ts';
import { faultsWith, refuses } from './testing.ts';

const pod = ['spec', 'template', 'spec'];
const container = [...pod, 'containers', 0];

function object(kind: string, rest: Json, apiVersion = 'v1'): Found {
  const found = foundIn({ apiVersion, kind, metadata: { name: 'more' }, ...rest });
  if (found === undefined) throw new Error('it is an object');
  return found;
}

describe('An account is refused', () => {
  refuses(standard, 'Deployment', 'sort-parcels', [
    [[...pod, 'automountServiceAccountToken'], true, 'service-account', 'wants automountServiceAccountToken: false'],
    [['spec', 'template', 'metadata', 'labels', 'post.example/context'], 'letters', 'service-account', 'post-parcels is of parcels, not of letters'],
  ]);
  refuses(standard, 'Service', 'send-parcel', [[[...pod, 'automountServiceAccountToken'], undefined, 'service-account', 'wants automountServiceAccountToken: false']]);
  refuses(standard, 'ServiceAccount', 'post-parcels', [[['automountServiceAccountToken'], undefined, 'service-account', 'wants automountServiceAccountToken: false']]);

  test.each([undefined, 'post-letters'])('that nobody made: %s', (name) => {
    const right = one(standard, 'Deployment', 'relay-parcels');
    const wrong = changed(right, [...pod, 'serviceAccountName'], name);
    const [first, ...others] = faultsWith(standard, wrong, right);
    expect(first).toEqual({
      ...{ object: 'Deployment relay-parcels', rule: 'service-account' },
      detail: name === undefined ? 'serviceAccountName is missing' : `there is no ServiceAccount ${name}`,
    });
    // Its Secret is no longer that of its account.
    expect(others.map(({ rule }) => rule)).toEqual(['secret']);
  });

  test.each(['RoleBinding', 'ClusterRoleBinding'])('any right, by a %s', (kind) => {
    const binding = object(kind, { roleRef: {} }, 'rbac.authorization.k8s.io/v1');
    expect(faults([...standard, binding])).toEqual([{ object: `${kind} more`, rule: 'rights', detail: 'accounts of ours have none' }]);
  });
});

describe('A pod is refused with', () => {
  refuses(standard, 'Deployment', 'relay-parcels', [
    [[...pod, 'hostNetwork'], true, 'security-context', 'wants no hostNetwork'],
    [[...pod, 'hostPID'], true, 'security-context', 'wants no hostPID'],
    [[...pod, 'hostIPC'], true, 'security-context', 'wants no hostIPC'],
    [[...pod, 'securityContext', 'runAsUser'], 0, 'security-context', 'wants a user other than root'],
    [[...pod, 'securityContext', 'sysctls'], [{ name: 'kernel.msgmax', value: '1' }], 'security-context', 'wants no sysctls'],
    [[...pod, 'volumes'], [{ name: 'share', nfs: { server: 'a', path: '/' } }], 'security-context', 'wants no nfs share'],
    [[...container, 'ports', 0, 'hostPort'], 80, 'security-context', 'wants no hostPort'],
    [[...container, 'securityContext', 'runAsUser'], 0, 'security-context', 'wants a user other than root'],
    [[...container, 'securityContext', 'privileged'], true, 'security-context', 'wants no privileged: true'],
    [[...container, 'securityContext', 'procMount'], 'Unmasked', 'security-context', 'wants no procMount'],
  ]);

  test.each(['enforce: baseline', 'warn: restricted'])('a namespace that has %s', (label) => {
    const [mode = '', level] = label.split(': ');
    const labels = { [`pod-security.kubernetes.io/${mode}`]: level };
    expect(faults([object('Namespace', { metadata: { name: 'post', labels } })])).toEqual([
      { object: 'Namespace post', rule: 'pod-security', detail: 'pod-security.kubernetes.io/enforce is restricted' },
    ]);
  });
});

describe('A secret is refused', () => {
  const env = [...container, 'env', 0];
  refuses(standard, 'Deployment', 'sort-parcels', [
    [env, { name: 'DATABASE_URL', value: 'postgres://host/post' }, 'secret', 'DATABASE_URL stands in the open'],
    [env, { name: 'KAFKA_SASL_PASSWORD', value: 'x' }, 'secret', 'KAFKA_SASL_PASSWORD stands in the open'],
    [env, { name: 'PROXY', value: 'https://me:mine@proxy.example' }, 'secret', 'PROXY stands in the open'],
    [env, { name: 'OTHER', valueFrom: { secretKeyRef: { name: 'post-letters', key: 'OTHER' } } }, 'secret', 'post-letters is not the Secret of post-parcels'],
    [[...container, 'envFrom'], [{ secretRef: { name: 'post-parcels' } }], 'secret', 'envFrom takes members that nobody asked for'],
  ]);

  test('that stands in a manifest', () => {
    const secret = object('Secret', { stringData: { REDIS_URL: 'x' } });
    expect(faults([secret])).toEqual([{ object: 'Secret more', rule: 'secret', detail: 'is made elsewhere' }]);
  });

  test.each([
    ['SERAI_SIGNING_SECRET', 'abc'],
    ['REDIS_URL', 'redis://cache.example'],
    ['OTLP', 'https://me:mine@collector.example'],
  ])('that stands among the settings: %s', (name, value) => {
    expect(faults([object('ConfigMap', { data: { [name]: value, LOG_LEVEL: 'info' } })])).toEqual([
      { object: 'ConfigMap more', rule: 'secret', detail: `${name} stands in the open` },
    ]);
  });
});

describe('A NetworkPolicy is refused that', () => {
  refuses(standard, 'NetworkPolicy', 'knative-reaches-its-pods', [
    [['spec', 'ingress', 0, 'from'], undefined, 'network', 'lets everybody in'],
    [['spec', 'ingress', 0, 'from'], [], 'network', 'lets everybody in'],
    [['spec', 'ingress', 0, 'from', 1], { namespaceSelector: {} }, 'network', 'lets everybody in'],
    [['spec', 'ingress', 0, 'from', 1], { ipBlock: { cidr: '0.0.0.0/0' } }, 'network', 'lets everybody in'],
    [['spec', 'ingress', 0, 'from', 1], {}, 'network', 'lets everybody in'],
    [['spec', 'ingress', 0, 'ports'], undefined, 'network', 'names no port'],
    [['spec', 'podSelector', 'matchExpressions', 0, 'values'], ['letter'], 'selector', 'it is for no pod'],
    [['spec', 'podSelector', 'matchExpressions', 0, 'operator'], 'NotIn', 'selector', 'it is for no pod'],
    [['spec', 'podSelector', 'matchLabels', 'app.kubernetes.io/part-of'], 'letters', 'selector', 'it is for no pod'],
  ]);
  refuses(standard, 'NetworkPolicy', 'all-reach-kafka', [
    [['spec', 'egress', 0, 'ports'], [], 'network', 'names no port'],
    [['spec', 'egress', 0, 'to'], undefined, 'network', 'reaches where a cloud gives keys away'],
    [['spec', 'egress', 0, 'to', 1, 'ipBlock', 'except'], undefined, 'network', 'reaches where a cloud gives keys away'],
    [['spec', 'egress', 0, 'to', 2, 'ipBlock', 'except'], ['fe80::/64'], 'network', 'reaches where a cloud gives keys away'],
  ]);

  const missing = { object: 'NetworkPolicy', rule: 'network', detail: 'none keeps every pod from everybody' };
  test.each([
    [['spec', 'policyTypes'], ['Ingress']],
    [['spec', 'podSelector'], { matchLabels: { 'app.kubernetes.io/part-of': 'post' } }],
  ])('leaves a way open: %j as %j', (path, value) => {
    const right = one(standard, 'NetworkPolicy', 'nobody-to-nobody');
    expect(faultsWith(standard, changed(right, path, value), right)).toEqual([missing]);
  });

  test('is not there', () => {
    const right = one(standard, 'NetworkPolicy', 'nobody-to-nobody');
    expect(faults(standard.filter((each) => each !== right))).toEqual([missing]);
  });

  test('leaves a pod without names', () => {
    const right = one(withoutKnative, 'NetworkPolicy', 'all-ask-for-names');
    const wrong = changed(right, ['spec', 'podSelector', 'matchLabels', 'app.kubernetes.io/component'], 'relay');
    const found = faultsWith(withoutKnative, wrong, right);
    expect(found).toHaveLength(5);
    expect(new Set(found.map(({ detail }) => detail))).toEqual(new Set(['no policy lets it ask for names']));
    expect(found.map(({ object: of }) => of)).not.toContain('Deployment relay-parcels');
  });
});
