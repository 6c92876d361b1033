/** What every pod of ours has: an image of one version, bounds, no rights, and probes where it stays. */
import { at, type Found, isJson, isKnativeService, type Json, membersAt } from '../object.ts';
import {
  containersOf,
  type Fault,
  fault,
  ofKind,
  podOf,
  type Rule,
  runsOnce,
  textOf,
} from './fault.ts';
import { selects } from './selectors.ts';

const bounds = [
  ['requests', 'cpu'],
  ['requests', 'memory'],
  ['limits', 'memory'],
] as const;

export const workloadRule: Rule = (objects) => [
  ...objects.flatMap((object) => {
    const pod = podOf(object);
    if (pod === undefined) return [];
    const service = isKnativeService(object);
    return [
      ...(containersOf(pod).length === 0 ? [fault(object, 'containers', 'there is none')] : []),
      ...containersOf(pod).flatMap((each) => containerFaults(object, each)),
      ...(service ? [] : ownPodFaults(object, pod)),
      ...(service || runsOnce(object) ? [] : selectorFaults(object)),
    ];
  }),
  ...ofKind(objects, 'PodDisruptionBudget').flatMap((each) => budgetFaults(each, objects)),
];

function containerFaults(object: Found, container: Json): Fault[] {
  return [
    ...imageFaults(object, textOf(container['image'])),
    ...['readinessProbe', 'livenessProbe']
      .filter((name) => !runsOnce(object) && !isJson(container[name]))
      .map((name) => fault(object, 'probes', `${name} is missing`)),
    ...bounds
      .filter((path) => textOf(at(container, 'resources', ...path)) === '')
      .map((path) => fault(object, 'resources', `${path.join('.')} is missing`)),
  ];
}

function imageFaults(object: Found, image: string): Fault[] {
  // A registry's port stands before the last slash, a tag after it.
  const last = image.slice(image.lastIndexOf('/') + 1);
  const pinned = /:[\w][\w.-]*$/.test(last) || /@sha256:[0-9a-f]{64}$/.test(last);
  return pinned && !last.endsWith(':latest')
    ? []
    : [fault(object, 'image-tag', `${image} is not one version`)];
}

/** Above the 25 s in which running work may finish. */
const graceSecondsMin = 30;

/** What Knative would see to. */
function ownPodFaults(object: Found, pod: Json): Fault[] {
  const grace = pod['terminationGracePeriodSeconds'];
  const found: Fault[] = [];
  if (typeof grace !== 'number' || grace < graceSecondsMin)
    found.push(
      fault(object, 'grace', `terminationGracePeriodSeconds is ${graceSecondsMin} or more`),
    );
  return found;
}

function selectorFaults(object: Found): Fault[] {
  const labels = membersAt(object.whole, 'spec', 'template', 'metadata', 'labels');
  return selects(membersAt(object.whole, 'spec', 'selector', 'matchLabels'), labels)
    ? []
    : [fault(object, 'selector', 'it does not select its own pods')];
}

function budgetFaults(object: Found, objects: readonly Found[]): Fault[] {
  const selector = membersAt(object.whole, 'spec', 'selector', 'matchLabels');
  const guarded = objects.some((each) =>
    selects(selector, membersAt(each.whole, 'spec', 'template', 'metadata', 'labels')),
  );
  const max = at(object.whole, 'spec', 'maxUnavailable');
  return [
    ...(guarded ? [] : [fault(object, 'selector', 'it guards nothing')]),
    ...(typeof max === 'number' && max >= 1
      ? []
      : [fault(object, 'disruption', 'maxUnavailable is 1 or more, or no node can be emptied')]),
  ];
}
