/** Of a namespace's objects those go that an earlier deployment has applied, and nothing else. */
import { describe, expect, test } from 'vitest';
import { foundIn } from '#shared/manifests/object.ts';
import { leftOver, namesOf, removable, remove } from './left-over.ts';
import { resourceOf } from './resources.ts';
import { type Answers, deployedAs, fakeKubectl, Refusal } from './testing.ts';

const absent = new Refusal('error: the server doesn\'t have a resource type "ScaledObject"');
const nothing: Answers = Object.fromEntries(
  removable.map((kind) => [`get ${resourceOf(kind)} -n inn`, absent]),
);
const listed = (...items: readonly unknown[]): Answers => ({
  ...nothing,
  'get Deployment.v1.apps -n inn -l app.kubernetes.io/part-of=serai --show-managed-fields': {
    ...{ kind: 'List', items },
  },
});

async function found(answers: Answers): Promise<readonly string[]> {
  const kept = foundIn(deployedAs('Deployment', 'house'));
  const objects = kept === undefined ? [] : [kept];
  const old = await leftOver({ kubectl: fakeKubectl(answers), namespace: 'inn', objects });
  return old.map(({ name }) => name);
}

describe('Left over', () => {
  test('is what a deployment has applied and this one does not', async () => {
    const here = [deployedAs('Deployment', 'house'), deployedAs('Deployment', 'carry-parcel')];
    expect(await found(listed(...here))).toEqual(['carry-parcel']);
  });

  test.each([
    ['what somebody else has made, by our label or not', { managedFields: [] }],
    [
      'what somebody has changed with a program of our name',
      { managedFields: [{ manager: 'serai-deploy', operation: 'Update' }] },
    ],
    ['what was made of another object', { ownerReferences: [{ kind: 'Service', name: 'x' }] }],
    ['what is going already', { deletionTimestamp: '2026-01-01T00:00:00Z' }],
  ])('is not %s', async (_what, more) => {
    expect(await found(listed(deployedAs('Deployment', 'carry-parcel', more)))).toEqual([]);
  });

  test('is nothing of a kind that one may not see, and other refusals are told', async () => {
    const kind = 'get Deployment.v1.apps -n inn';
    const forbidden = new Refusal('Error from server (Forbidden): deployments is forbidden');
    expect(await found({ ...nothing, [kind]: forbidden })).toEqual([]);
    const broken = new Refusal('Error from server: etcd is away');
    await expect(found({ ...nothing, [kind]: broken })).rejects.toThrow('etcd is away.');
  });
});

test('It is removed by name, and four are told', async () => {
  const old = ['a', 'b', 'c', 'd', 'e'].map((name) => ({
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', name },
    whole: deployedAs('Deployment', name),
  }));
  expect(namesOf(old)).toBe('Deployment a, Deployment b, Deployment c, Deployment d and 1 more');
  const kubectl = fakeKubectl({ delete: {} });
  await remove([], { kubectl, namespace: 'inn' });
  expect(kubectl.calls).toEqual([]);
  await remove(old, { kubectl, namespace: 'inn' });
  expect(kubectl.calls).toEqual(['delete --ignore-not-found --wait=false -f -']);
});
