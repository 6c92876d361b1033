import { describe, expect, test } from 'vitest';
import { foundIn } from '#shared/manifests/object.ts';
import { changedAmong } from './apply.ts';
import { sentenceOf } from './kubectl.ts';
import { stateOf } from './readiness.ts';
import { stuckIn } from './stuck-pods.ts';

function object(apiVersion: string, kind: string, more: object) {
  const found = foundIn({ apiVersion, kind, metadata: { name: 'it', generation: 2 }, ...more });
  if (found === undefined) throw new Error('no object');
  return found;
}
const status = (type: string, is: string, more = {}) => ({
  status: { observedGeneration: 2, conditions: [{ type, status: is, message: 'Why.' }], ...more },
});
const knative = (more: object) => object('serving.knative.dev/v1', 'Service', more);
const deployment = (more: object) => object('apps/v1', 'Deployment', more);

describe('An object', () => {
  test('that has no status to wait for works at once', () => {
    expect(stateOf(object('v1', 'ConfigMap', {}))).toEqual({ is: 'ready' });
    expect(stateOf(object('v1', 'Service', {}))).toEqual({ is: 'ready' });
  });

  test('works when its condition says so, of what is wished now', () => {
    expect(stateOf(knative(status('Ready', 'True')))).toEqual({ is: 'ready' });
    expect(stateOf(knative(status('Ready', 'False')))).toEqual({ is: 'waiting', why: 'Why.' });
    const old = knative(status('Ready', 'True', { observedGeneration: 1 }));
    expect(stateOf(old)).toEqual({ is: 'waiting', why: 'nobody has looked at it yet' });
    expect(stateOf(knative({}))).toEqual({ is: 'waiting', why: 'nobody has looked at it yet' });
  });

  test('that is a Deployment works with all its replicas, and with none when none is wished', () => {
    const of = (replicas: number, available: number) =>
      stateOf(
        deployment({
          spec: { replicas },
          status: {
            observedGeneration: 2,
            updatedReplicas: available,
            availableReplicas: available,
          },
        }),
      );
    expect(of(2, 2)).toEqual({ is: 'ready' });
    expect(of(0, 0)).toEqual({ is: 'ready' });
    expect(of(2, 1)).toEqual({ is: 'waiting', why: '1 of 2 replicas' });
    expect(stateOf(deployment(status('Progressing', 'False')))).toEqual({
      ...{ is: 'failed', why: 'Why.' },
    });
  });

  test('that is a Job works when it has come to its end', () => {
    const job = (more: object) => stateOf(object('batch/v1', 'Job', more));
    expect(job(status('Complete', 'True'))).toEqual({ is: 'ready' });
    expect(job(status('Failed', 'True'))).toEqual({ is: 'failed', why: 'Why.' });
    expect(job({})).toEqual({ is: 'waiting', why: 'it runs' });
  });
});

describe('A pod is stuck', () => {
  const pod = (reason: string, more = {}) =>
    object('v1', 'Pod', {
      spec: { containers: [{ name: 'c', image: 'r.example/a:1' }] },
      status: {
        containerStatuses: [{ name: 'c', state: { waiting: { reason, message: 'no key' } } }],
      },
      ...more,
    });
  test.each([
    [
      'ImagePullBackOff',
      'the cluster cannot pull r.example/a:1; is it pushed, and may it be read?',
    ],
    ['ErrImageNeverPull', 'the node has no r.example/a:1, and is not to pull it'],
    ['CreateContainerConfigError', 'no key'],
    ['CrashLoopBackOff', 'r.example/a:1 ends again and again'],
  ])('by %s', (reason, says) => {
    expect(stuckIn([pod(reason)], ['r.example/a:1'])).toEqual([`${says} (pod it)`]);
  });

  test('neither while it starts nor when its image is not wanted any more', () => {
    expect(stuckIn([pod('ContainerCreating')], ['r.example/a:1'])).toEqual([]);
    expect(stuckIn([pod('ImagePullBackOff')], ['r.example/a:2'])).toEqual([]);
    const going = pod('ImagePullBackOff', { metadata: { name: 'it', deletionTimestamp: 'now' } });
    expect(stuckIn([going], ['r.example/a:1'])).toEqual([]);
  });
});

test('An object has changed when what is wished of it has', () => {
  const one = knative({ spec: { a: 1 }, ...status('Ready', 'True') });
  expect(changedAmong([one], [knative({ spec: { a: 1 } })])).toEqual([]);
  expect(changedAmong([one], [knative({ spec: { a: 2 } })])).toEqual(['Service it']);
  expect(changedAmong([], [one])).toEqual(['Service it']);
});

test.each([
  ['Error from server (Forbidden): pods is forbidden: User "a"', 'pods is forbidden: User "a".'],
  ['E1128 17:00 x.go] noise\nerror: no matches for kind "A"', 'no matches for kind "A".'],
  ['Warning: old\nerror: wrong.', 'wrong.'],
  ['', 'kubectl says nothing.'],
])('%j is said as %j', (err, says) => {
  expect(sentenceOf(err)).toBe(says);
});
