/** What objects name of each other is there, and no two routes claim the same requests. */
import {
  at,
  type Found,
  isJson,
  isKnativeService,
  itemsAt,
  type Json,
  membersAt,
} from '../object.ts';
import { type Fault, fault, ofKind, type Rule, textOf } from './fault.ts';

export const referenceRule: Rule = (objects) => {
  const names = new Set(
    objects.map(({ apiVersion, kind, name }) => `${apiVersion} ${kind} ${name}`),
  );
  const missing = (ref: Json): boolean => {
    const { apiVersion, kind, name } = ref;
    return !names.has([apiVersion, kind, name].map(textOf).join(' '));
  };
  return [
    ...ofKind(objects, 'Trigger').flatMap((each) => triggerFaults(each, missing)),
    ...ofKind(objects, 'Broker').flatMap((each) => brokerFaults(each, objects, missing)),
    ...ofKind(objects, 'HTTPRoute').flatMap((each) => routeFaults(each, objects)),
    ...claimedTwice(ofKind(objects, 'HTTPRoute')),
  ];
};

type Missing = (ref: Json) => boolean;

function refFaults(object: Found, ref: Json, missing: Missing): Fault[] {
  if (Object.keys(ref).length === 0 || !missing(ref)) return [];
  const named = `${textOf(ref['kind'])} ${textOf(ref['name'])}`;
  return [fault(object, 'reference', `there is no ${named}`)];
}

function triggerFaults(object: Found, missing: Missing): Fault[] {
  const spec = membersAt(object.whole, 'spec');
  const broker = { apiVersion: 'eventing.knative.dev/v1', kind: 'Broker', name: spec['broker'] };
  return [
    broker,
    membersAt(spec, 'subscriber', 'ref'),
    membersAt(spec, 'delivery', 'deadLetterSink', 'ref'),
  ].flatMap((ref) => refFaults(object, ref, missing));
}

function brokerFaults(object: Found, objects: readonly Found[], missing: Missing): Fault[] {
  const annotations = membersAt(object.whole, 'metadata', 'annotations');
  const topic = textOf(annotations['kafka.eventing.knative.dev/external.topic']);
  const found = [
    ...refFaults(object, membersAt(object.whole, 'spec', 'config'), missing),
    ...refFaults(
      object,
      membersAt(object.whole, 'spec', 'delivery', 'deadLetterSink', 'ref'),
      missing,
    ),
  ];
  if (annotations['eventing.knative.dev/broker.class'] !== 'Kafka')
    found.push(fault(object, 'broker-class', 'eventing.knative.dev/broker.class is Kafka'));
  if (!ofKind(objects, 'KafkaTopic').some(({ name }) => name === topic))
    found.push(fault(object, 'reference', `there is no KafkaTopic ${topic}`));
  return found;
}

/** A rewritten host names one of our Services; a target in the same namespace is one. */
function routeFaults(object: Found, objects: readonly Found[]): Fault[] {
  const services = ofKind(objects, 'Service');
  return itemsAt(object.whole, 'spec', 'rules').flatMap((rule) => {
    const hosts = itemsAt(rule, 'filters').flatMap((each) => {
      const host = textOf(at(each, 'urlRewrite', 'hostname'));
      return host === '' ? [] : [host];
    });
    const lost = hosts.filter(
      (host) =>
        !/^[^.]+\.[^.]+\.svc\.cluster\.local$/.test(host) ||
        !services.some((each) => isKnativeService(each) && host.startsWith(`${each.name}.`)),
    );
    const space = textOf(at(object.whole, 'metadata', 'namespace'));
    const astray = hosts.filter((host) => space !== '' && host.split('.')[1] !== space);
    const own = itemsAt(rule, 'backendRefs').filter(isJson);
    const gone = own.filter(
      (ref) =>
        ref['namespace'] === undefined &&
        !services.some((each) => !isKnativeService(each) && each.name === ref['name']),
    );
    return [
      ...lost.map((host) => fault(object, 'reference', `${host} is the host of no Service`)),
      ...astray.map((host) => fault(object, 'reference', `${host} is not in ${space}`)),
      ...gone.map(({ name }) => fault(object, 'reference', `there is no Service ${textOf(name)}`)),
    ];
  });
}

function claimedTwice(routes: readonly Found[]): Fault[] {
  const seen = new Map<string, string>();
  return routes.flatMap((object) =>
    itemsAt(object.whole, 'spec', 'rules')
      .flatMap((rule) => itemsAt(rule, 'matches'))
      .flatMap((match) => {
        const claim = `${textOf(at(match, 'method'))} ${textOf(at(match, 'path', 'value'))}`;
        const other = seen.get(claim);
        seen.set(claim, object.name);
        return other === undefined
          ? []
          : [fault(object, 'route-twice', `${other} takes ${claim} as well`)];
      }),
  );
}
