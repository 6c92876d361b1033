/** Names and labels as the API server takes them, and no object twice. */
import { at, type Found, groupOf, isKnativeService, membersAt } from '../object.ts';
import { nameCharactersMax } from '../product.ts';
import { type Fault, fault, type Rule, templateOf, textOf } from './fault.ts';

const label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const subdomainCharactersMax = 253;
const labelCharactersMax = 63;
const labelValue = /^(?:[A-Za-z0-9](?:[-\w.]*[A-Za-z0-9])?)?$/;

export const nameRule: Rule = (objects) => {
  const seen = new Set<string>();
  return objects.flatMap((object) => {
    const space = textOf(at(object.whole, 'metadata', 'namespace'));
    const key = [groupOf(object), object.kind, space, object.name].join(' ');
    const again = seen.has(key) ? [fault(object, 'twice', 'there is another one')] : [];
    seen.add(key);
    return [...again, ...lengthFaults(object), ...labelFaults(object)];
  });
};

/** Kubernetes adds eleven characters for the Jobs. */
const cronJobCharactersMax = 52;

/** KEDA names its HPA after the object; Knative names revisions and their Services after the Service. */
function lengthFaults(object: Found): Fault[] {
  const { name, kind } = object;
  const short = isKnativeService(object) || kind === 'ScaledObject' || kind === 'Deployment';
  const others: Readonly<Record<string, number>> = {
    CronJob: cronJobCharactersMax,
    Service: labelCharactersMax,
  };
  const max = short ? nameCharactersMax : (others[kind] ?? subdomainCharactersMax);
  const form = kind === 'Service' ? label : subdomain;
  return [
    ...(name.length > max ? [fault(object, 'name-length', `at most ${max} characters`)] : []),
    ...(form.test(name) ? [] : [fault(object, 'name-form', 'is no name of an object')]),
  ];
}

function labelFaults(object: Found): Fault[] {
  const labels = [
    ...Object.entries(membersAt(object.whole, 'metadata', 'labels')),
    ...Object.entries(membersAt(templateOf(object), 'metadata', 'labels')),
  ];
  return labels
    .filter(
      ([, value]) =>
        typeof value !== 'string' || value.length > labelCharactersMax || !labelValue.test(value),
    )
    .map(([name]) => fault(object, 'label-value', `${name} is a text of 63 letters at most`));
}
