/** What Knative's webhook refuses in a Service, or takes and cannot keep. */
import { at, type Found, isJson, isKnativeService, itemsAt, type Json } from '../object.ts';
import { containersOf, type Fault, fault, podOf, type Rule, textOf } from './fault.ts';

const givenByKnative = ['PORT', 'K_SERVICE', 'K_CONFIGURATION', 'K_REVISION'];
/** Of the proxy beside every container. */
const portsTaken = [8008, 8012, 8013, 8022, 9090, 9091];
const refusedInPod = ['terminationGracePeriodSeconds', 'restartPolicy'];
/** Behind flags that are off unless a cluster's owner says otherwise. */
const offByDefault = ['affinity', 'initContainers', 'nodeSelector', 'securityContext'];
/** The proxy drains for 30 s, and the process may take 25 s more. */
const timeoutSecondsMin = 60;
const timeoutSecondsMax = 600;
const concurrencyMax = 1000;

export const knativeServiceRule: Rule = (objects) =>
  objects.filter(isKnativeService).flatMap((object) => {
    const pod = podOf(object);
    if (pod === undefined) return [];
    return [
      ...podFaults(object, pod),
      ...timeFaults(object, pod),
      ...containersOf(pod).flatMap((container) => containerFaults(object, container)),
    ];
  });

function podFaults(object: Found, pod: Json): Fault[] {
  const { containerConcurrency: concurrency = 0 } = pod;
  return [
    ...refusedInPod
      .filter((name) => name in pod)
      .map((name) => fault(object, 'refused-by-knative', `${name} is Knative's own to set`)),
    ...offByDefault
      .filter((name) => name in pod)
      .map((name) => fault(object, 'off-by-default', `${name} needs a flag of the cluster`)),
    ...(isWhole(concurrency, 0, concurrencyMax)
      ? []
      : [
          fault(object, 'concurrency-range', `containerConcurrency is from 0 to ${concurrencyMax}`),
        ]),
  ];
}

function timeFaults(object: Found, pod: Json): Fault[] {
  const { timeoutSeconds = 300 } = pod;
  const found = ['responseStartTimeoutSeconds', 'idleTimeoutSeconds']
    .filter((name) => Number(pod[name] ?? 0) > Number(timeoutSeconds))
    .map((name) => fault(object, 'timeout-range', `${name} is above timeoutSeconds`));
  if (isWhole(timeoutSeconds, timeoutSecondsMin, timeoutSecondsMax)) return found;
  const range = `from ${timeoutSecondsMin} to ${timeoutSecondsMax}`;
  return [...found, fault(object, 'timeout-range', `timeoutSeconds is ${range}`)];
}

function containerFaults(object: Found, container: Json): Fault[] {
  const env = itemsAt(container, 'env').filter(isJson);
  const ports = itemsAt(container, 'ports').filter(isJson);
  return [
    ...('lifecycle' in container
      ? [fault(object, 'refused-by-knative', "lifecycle is Knative's own to set")]
      : []),
    ...env
      .filter(({ name }) => givenByKnative.includes(textOf(name)))
      .map(({ name }) => fault(object, 'reserved-env', `${textOf(name)} is given by Knative`)),
    ...env
      .filter((each) => at(each, 'valueFrom', 'fieldRef') !== undefined)
      .map(({ name }) => fault(object, 'off-by-default', `fieldRef of ${textOf(name)}`)),
    ...ports
      .filter(({ containerPort }) => portsTaken.includes(Number(containerPort)))
      .map((each) =>
        fault(object, 'reserved-port', `${textOf(each['containerPort'])} is the proxy's`),
      ),
    ...ports
      .filter(({ name }) => name !== undefined && name !== 'http1' && name !== 'h2c')
      .map(({ name }) => fault(object, 'port-name', `${textOf(name)} is neither http1 nor h2c`)),
    ...readinessFaults(object, container),
  ];
}

/** Without a period the proxy looks every 50 ms by itself, and refuses counts that need one. */
function readinessFaults(object: Found, container: Json): Fault[] {
  const probe = container['readinessProbe'];
  if (!isJson(probe) || Number(probe['periodSeconds'] ?? 0) > 0) return [];
  return ['failureThreshold', 'timeoutSeconds']
    .filter((name) => name in probe)
    .map((name) => fault(object, 'readiness-period', `${name} needs a periodSeconds`));
}

function isWhole(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}
