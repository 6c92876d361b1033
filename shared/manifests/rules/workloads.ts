/** What every pod of ours has: an image of one version, bounds, no rights, and probes where it stays. */
import {
  at,
  type Found,
  isJson,
  isKnativeService,
  itemsAt,
  type Json,
  membersAt,
} from '../object.ts';
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
    ...securityFaults(object, membersAt(container, 'securityContext')),
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

function securityFaults(object: Found, security: Json): Fault[] {
  const wanted: readonly (readonly [string, boolean])[] = [
    ['runAsNonRoot: true', security['runAsNonRoot'] === true],
    ['readOnlyRootFilesystem: true', security['readOnlyRootFilesystem'] === true],
    ['allowPrivilegeEscalation: false', security['allowPrivilegeEscalation'] === false],
    ['capabilities.drop: [ALL]', itemsAt(security, 'capabilities', 'drop').includes('ALL')],
    ['no capabilities.add', itemsAt(security, 'capabilities', 'add').length === 0],
    [
      'seccompProfile.type: RuntimeDefault',
      at(security, 'seccompProfile', 'type') === 'RuntimeDefault',
    ],
  ];
  return wanted
    .filter(([, there]) => !there)
    .map(([text]) => fault(object, 'security-context', `wants ${text}`));
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
  if (pod['automountServiceAccountToken'] !== false)
    found.push(fault(object, 'security-context', 'wants automountServiceAccountToken: false'));
  for (const volume of itemsAt(pod, 'volumes')) {
    if (at(volume, 'hostPath') !== undefined)
      found.push(
        fault(object, 'security-context', `wants no hostPath ${textOf(at(volume, 'name'))}`),
      );
  }
  return found;
}

function selectorFaults(object: Found): Fault[] {
  const labels = membersAt(object.whole, 'spec', 'template', 'metadata', 'labels');
  return selects(membersAt(object.whole, 'spec', 'selector', 'matchLabels'), labels)
    ? []
    : [fault(object, 'selector', 'it does not select its own pods')];
}

function selects(selector: Json, labels: Json): boolean {
  const entries = Object.entries(selector);
  return entries.length > 0 && entries.every(([name, value]) => labels[name] === value);
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
