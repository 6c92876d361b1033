/** A pod is somebody to the cluster who may do nothing, and who is of its context alone. */
import { type Found, type Json, membersAt } from '../object.ts';
import { type Fault, fault, ofKind, podOf, type Rule, templateOf, textOf } from './fault.ts';

export const accountRule: Rule = (objects) => {
  const accounts = ofKind(objects, 'ServiceAccount');
  const contexts = new Map<string, string>();
  return [
    ...accounts.filter(({ whole }) => mounts(whole)).map(tokenFault),
    ...objects
      .filter(({ kind }) => kind.endsWith('Binding') && kind.includes('Role'))
      .map((each) => fault(each, 'rights', 'accounts of ours have none')),
    ...objects.flatMap((object) => {
      const pod = podOf(object);
      if (pod === undefined) return [];
      return [
        ...(mounts(pod) ? [tokenFault(object)] : []),
        ...accountFaults(object, textOf(pod['serviceAccountName']), accounts),
        ...sharedFaults(object, textOf(pod['serviceAccountName']), contexts),
      ];
    }),
  ];
};

function mounts(whole: Json): boolean {
  return whole['automountServiceAccountToken'] !== false;
}

function tokenFault(object: Found): Fault {
  return fault(object, 'service-account', 'wants automountServiceAccountToken: false');
}

function accountFaults(object: Found, name: string, accounts: readonly Found[]): Fault[] {
  if (name === '') return [fault(object, 'service-account', 'serviceAccountName is missing')];
  return accounts.some((each) => each.name === name)
    ? []
    : [fault(object, 'service-account', `there is no ServiceAccount ${name}`)];
}

/** `contexts`: of each account the context that was first seen with it. */
function sharedFaults(object: Found, name: string, contexts: Map<string, string>): Fault[] {
  const context = contextOf(object);
  if (context === '' || name === '') return [];
  const first = contexts.get(name) ?? context;
  contexts.set(name, first);
  return first === context
    ? []
    : [fault(object, 'service-account', `${name} is of ${first}, not of ${context}`)];
}

/** The label's name begins with the product's domain; what belongs to no context has none. */
function contextOf(object: Found): string {
  const labels = Object.entries(membersAt(templateOf(object), 'metadata', 'labels'));
  return textOf(labels.find(([name]) => name.endsWith('/context'))?.[1]);
}
