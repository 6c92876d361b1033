import { describe, expect, test } from 'vitest';
import { kustomizationFaults, objectsUnder } from './kustomization.ts';

const kustomization = (members: object) => JSON.stringify({ kind: 'Kustomization', ...members });
const object = (name: string) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });

const texts = new Map([
  ['a/base/kustomization.yaml', kustomization({ resources: ['one.yaml', 'x/two.yaml'] })],
  ['a/base/one.yaml', object('one')],
  ['a/base/x/two.yaml', `${object('two')}\n---\n${object('three')}\n`],
  ['b/kustomization.yaml', kustomization({ resources: ['../a/base', 'four.yaml'] })],
  ['b/four.yaml', object('four')],
]);

describe('A kustomization', () => {
  test('gathers what its bases and its own files say', () => {
    expect(objectsUnder('b', texts).map(({ name }) => name)).toEqual([
      'one',
      'two',
      'three',
      'four',
    ]);
    expect(kustomizationFaults(texts)).toEqual([]);
  });

  test('is told what it lists and is not there, and what is there and not listed', () => {
    const wrong = new Map(texts)
      .set('a/base/kustomization.yaml', kustomization({ resources: ['one.yaml', 'two.yaml'] }))
      .set(
        'b/kustomization.yaml',
        kustomization({ components: ['../c'], resources: ['four.yaml'] }),
      );
    expect(kustomizationFaults(wrong)).toEqual([
      'a/base/kustomization.yaml: there is no a/base/two.yaml',
      'b/kustomization.yaml: there is no c',
      'a/base/x/two.yaml: no kustomization lists it',
    ]);
  });

  test('that leads to itself is given up', () => {
    const circle = new Map([['a/kustomization.yaml', kustomization({ resources: ['../a'] })]]);
    expect(() => objectsUnder('a', circle)).toThrow('a: more than 8 kustomizations deep');
  });
});
