/** Who reaches whom, read from the policies as the cluster adds them up. */
import { describe, expect, test } from 'vitest';
import { at, type Found, itemsAt, type Json, membersAt } from './object.ts';
import { templateOf } from './rules/fault.ts';
import { chooses } from './rules/selectors.ts';
import { one, standard, withoutKnative } from './testing.ts';

function ways(objects: readonly Found[], kind: string, name: string) {
  const labels: Json = membersAt(templateOf(one(objects, kind, name)), 'metadata', 'labels');
  const mine = objects.filter(
    ({ kind: each, whole }) =>
      each === 'NetworkPolicy' && chooses(at(whole, 'spec', 'podSelector'), labels),
  );
  const rules = (way: string) => mine.flatMap(({ whole }) => itemsAt(whole, 'spec', way));
  const portsOf = (rule: unknown) => itemsAt(rule, 'ports').map((each) => at(each, 'port'));
  const from = (rule: unknown) =>
    itemsAt(rule, 'from').map((peer) =>
      at(peer, 'namespaceSelector', 'matchLabels', 'kubernetes.io/metadata.name'),
    );
  return {
    in: rules('ingress').map((rule) => [from(rule), portsOf(rule)]),
    out: [...new Set(rules('egress').flatMap(portsOf))],
  };
}

const measured = [['monitoring'], [9464]];
const engines = [53, 5432, 6432, 6379, 6380, 4318];
const kafka = [9092, 9093, 9094];

describe('In a cluster that enforces policies', () => {
  test.each([
    ['Service', 'send-parcel', [...engines, 443, ...kafka]],
    ['Service', 'note-parcel', [...engines, ...kafka]],
    ['Service', 'clear-shelves', [...engines, ...kafka]],
  ])('the pods of %s %s are reached by Knative alone', (kind, name, out) => {
    const knative = [
      ['kourier-system', 'knative-serving'],
      [8012, 8112, 9090],
    ];
    expect(ways(standard, kind, name)).toEqual({ in: [measured, knative], out });
  });

  test.each(['sort-parcels', 'relay-parcels'])('nobody asks %s but who measures it', (name) => {
    expect(ways(standard, 'Deployment', name)).toEqual({
      ...{ in: [measured], out: [...engines, ...kafka] },
    });
  });

  test('without Knative the gateway reaches functions at their own port, and nobody a schedule', () => {
    const { in: reached } = ways(withoutKnative, 'Deployment', 'send-parcel');
    expect(reached).toContainEqual([['envoy-gateway-system'], [8080]]);
    expect(reached).toHaveLength(2);
    expect(ways(withoutKnative, 'CronJob', 'clear-shelves').in).toEqual([measured]);
  });
});
