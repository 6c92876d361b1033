/**
 * What the Pod Security Standard `restricted` asks of a pod, and a read-only root beside it; and that the
 * namespace has the cluster enforce it.
 */
import { at, type Found, isJson, itemsAt, type Json, membersAt } from '../object.ts';
import { containersOf, type Fault, fault, ofKind, podOf, type Rule, textOf } from './fault.ts';

const volumeKinds: ReadonlySet<string> = new Set([
  ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral'],
  ...['persistentVolumeClaim', 'projected', 'secret'],
]);
const enforce = 'pod-security.kubernetes.io/enforce';

export const podSecurityRule: Rule = (objects) => [
  ...ofKind(objects, 'Namespace').flatMap(namespaceFaults),
  ...objects.flatMap((object) => {
    const pod = podOf(object);
    if (pod === undefined) return [];
    const wanted = [...wantedOfPod(pod), ...containersOf(pod).flatMap(wantedOfContainer)];
    return wanted.map((text) => fault(object, 'security-context', `wants ${text}`));
  }),
];

function namespaceFaults(object: Found): Fault[] {
  return membersAt(object.whole, 'metadata', 'labels')[enforce] === 'restricted'
    ? []
    : [fault(object, 'pod-security', `${enforce} is restricted`)];
}

function wantedOfPod(pod: Json): readonly string[] {
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC']
      .filter((name) => pod[name] === true)
      .map((name) => `no ${name}`),
    ...(itemsAt(pod, 'securityContext', 'sysctls').length > 0 ? ['no sysctls'] : []),
    ...(at(pod, 'securityContext', 'runAsUser') === 0 ? ['a user other than root'] : []),
    ...itemsAt(pod, 'volumes').flatMap((volume) =>
      Object.keys(isJson(volume) ? volume : {})
        .filter((kind) => kind !== 'name' && !volumeKinds.has(kind))
        .map((kind) => `no ${kind} ${textOf(at(volume, 'name'))}`),
    ),
  ];
}

function wantedOfContainer(container: Json): readonly string[] {
  const security = membersAt(container, 'securityContext');
  const wanted: readonly (readonly [string, boolean])[] = [
    ['runAsNonRoot: true', security['runAsNonRoot'] === true],
    ['a user other than root', security['runAsUser'] !== 0],
    ['readOnlyRootFilesystem: true', security['readOnlyRootFilesystem'] === true],
    ['allowPrivilegeEscalation: false', security['allowPrivilegeEscalation'] === false],
    ['no privileged: true', security['privileged'] !== true],
    ['no procMount', security['procMount'] === undefined],
    ['capabilities.drop: [ALL]', itemsAt(security, 'capabilities', 'drop').includes('ALL')],
    ['no capabilities.add', itemsAt(security, 'capabilities', 'add').length === 0],
    [
      'seccompProfile.type: RuntimeDefault',
      at(security, 'seccompProfile', 'type') === 'RuntimeDefault',
    ],
    [
      'no hostPort',
      itemsAt(container, 'ports').every((each) => at(each, 'hostPort') === undefined),
    ],
  ];
  return wanted.filter(([, there]) => !there).map(([text]) => text);
}
