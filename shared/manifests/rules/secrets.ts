/** Secrets are referred to: none stands in a manifest, and a pod reads those of its own account alone. */
import { at, type Found, isJson, itemsAt, type Json, membersAt } from '../object.ts';
import { containersOf, type Fault, fault, ofKind, podOf, type Rule, textOf } from './fault.ts';

const secretNames = /SECRET|PASSWORD|TOKEN|CREDENTIAL|PRIVATE|(?:^|_)(?:DATABASE|REDIS)\w*_URL/;
/** `user:password@` before a host. */
const credentialsInUrl = /:\/\/[^\s/:@]*:[^\s/@]+@/;

export const secretRule: Rule = (objects) => [
  ...ofKind(objects, 'Secret').map((each) => fault(each, 'secret', 'is made elsewhere')),
  ...ofKind(objects, 'ConfigMap').flatMap((object) =>
    Object.entries(membersAt(object.whole, 'data'))
      .filter(([name, value]) => isSecret(name, value))
      .map(([name]) => fault(object, 'secret', `${name} stands in the open`)),
  ),
  ...objects.flatMap((object) => {
    const pod = podOf(object);
    return pod === undefined ? [] : podFaults(object, pod);
  }),
];

function isSecret(name: string, value: unknown): boolean {
  return secretNames.test(name) || credentialsInUrl.test(textOf(value));
}

function podFaults(object: Found, pod: Json): Fault[] {
  const account = textOf(pod['serviceAccountName']);
  const env = containersOf(pod).flatMap((each) => itemsAt(each, 'env').filter(isJson));
  const whole = containersOf(pod).flatMap((each) => itemsAt(each, 'envFrom'));
  const open = env.filter(
    ({ name, value }) => value !== undefined && isSecret(textOf(name), value),
  );
  const foreign = env
    .map((each) => textOf(at(each, 'valueFrom', 'secretKeyRef', 'name')))
    .filter((name) => name !== '' && name !== account);
  return [
    ...open.map(({ name }) => fault(object, 'secret', `${textOf(name)} stands in the open`)),
    ...[...new Set(foreign)].map((name) =>
      fault(object, 'secret', `${name} is not the Secret of ${account}`),
    ),
    ...whole
      .filter((each) => at(each, 'secretRef') !== undefined)
      .map(() => fault(object, 'secret', 'envFrom takes members that nobody asked for')),
  ];
}
