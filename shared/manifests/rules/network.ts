/** Nobody reaches anybody unless a policy names both; each policy means somebody, and lets no more in than it says. */
import { at, type Found, isJson, itemsAt, type Json, membersAt } from '../object.ts';
import { type Fault, fault, ofKind, podOf, type Rule, templateOf } from './fault.ts';
import { chooses } from './selectors.ts';

const namesPort = 53;

export const networkRule: Rule = (objects) => {
  const policies = ofKind(objects, 'NetworkPolicy');
  const makers = objects.filter((each) => podOf(each) !== undefined);
  // Where nothing runs there is nobody to keep apart.
  if (makers.length === 0) return [];
  return [
    ...(policies.some(deniesAll) ? [] : [denyingMissing]),
    ...policies.flatMap((each) => [...openFaults(each), ...aimFaults(each, makers)]),
    ...makers
      .filter((each) => !policies.some((policy) => asksForNames(policy, labelsOf(each))))
      .map((each) => fault(each, 'network', 'no policy lets it ask for names')),
  ];
};

const denyingMissing: Fault = {
  object: 'NetworkPolicy',
  rule: 'network',
  detail: 'none keeps every pod from everybody',
};

function labelsOf(object: Found): Json {
  return membersAt(templateOf(object), 'metadata', 'labels');
}

function deniesAll({ whole }: Found): boolean {
  const types = itemsAt(whole, 'spec', 'policyTypes');
  return (
    Object.keys(membersAt(whole, 'spec', 'podSelector')).length === 0 &&
    ['Ingress', 'Egress'].every((type) => types.includes(type)) &&
    ['ingress', 'egress'].every((way) => itemsAt(whole, 'spec', way).length === 0)
  );
}

/** Who comes in is named; who is let out may go anywhere, to ports that are named. */
function openFaults(object: Found): Fault[] {
  const open = (rule: unknown): boolean => {
    const from = itemsAt(rule, 'from');
    return from.length === 0 || from.some(isAnybody);
  };
  const portless = (rule: unknown): boolean => itemsAt(rule, 'ports').length === 0;
  const ingress = itemsAt(object.whole, 'spec', 'ingress');
  const egress = itemsAt(object.whole, 'spec', 'egress');
  return [
    ...ingress.filter(open).map(() => fault(object, 'network', 'lets everybody in')),
    ...[...ingress, ...egress]
      .filter(portless)
      .map(() => fault(object, 'network', 'names no port')),
    ...egress
      .filter(reachesMetadata)
      .map(() => fault(object, 'network', 'reaches where a cloud gives keys away')),
  ];
}

function isAnybody(peer: unknown): boolean {
  const spaces = at(peer, 'namespaceSelector');
  if (isJson(spaces)) return Object.keys(spaces).length === 0;
  const cidr = at(peer, 'ipBlock', 'cidr');
  return cidr === undefined ? !isJson(at(peer, 'podSelector')) : String(cidr).endsWith('/0');
}

const everyAddress: Readonly<Record<string, string>> = {
  '0.0.0.0/0': '169.254.0.0/16',
  '::/0': 'fe80::/10',
};

/** A rule that names nobody means everybody. */
function reachesMetadata(rule: unknown): boolean {
  const to = itemsAt(rule, 'to');
  const open = (peer: unknown): boolean => {
    const kept = everyAddress[String(at(peer, 'ipBlock', 'cidr'))];
    return kept !== undefined && !itemsAt(peer, 'ipBlock', 'except').includes(kept);
  };
  return to.length === 0 || to.some(open);
}

function aimFaults(object: Found, makers: readonly Found[]): Fault[] {
  const selector = at(object.whole, 'spec', 'podSelector');
  return makers.some((each) => chooses(selector, labelsOf(each)))
    ? []
    : [fault(object, 'selector', 'it is for no pod')];
}

function asksForNames(policy: Found, labels: Json): boolean {
  return (
    chooses(at(policy.whole, 'spec', 'podSelector'), labels) &&
    itemsAt(policy.whole, 'spec', 'egress').some((rule) =>
      itemsAt(rule, 'ports').some((each) => at(each, 'port') === namesPort),
    )
  );
}
