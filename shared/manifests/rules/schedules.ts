/** What is woken by the time comes, comes once at a time, ends, and can be woken by nobody from outside. */
import { cronFault } from '#shared/schedule/cron.ts';
import {
  at,
  type Found,
  groupOf,
  isJson,
  isKnativeService,
  type Json,
  membersAt,
} from '../object.ts';
import { type Fault, fault, ofKind, type Rule, textOf } from './fault.ts';

export const scheduleRule: Rule = (objects) => [
  ...ofKind(objects, 'PingSource')
    .filter((each) => groupOf(each) === 'sources.knative.dev')
    .flatMap((each) => pingFaults(each, objects)),
  ...ofKind(objects, 'CronJob').flatMap(jobFaults),
];

function pingFaults(object: Found, objects: readonly Found[]): Fault[] {
  const { schedule, timezone, contentType, data } = membersAt(object.whole, 'spec');
  return [
    ...timeFaults(object, schedule, timezone),
    ...(contentType === 'application/json' && isJsonObject(textOf(data))
      ? []
      : [fault(object, 'ping-data', 'data is a JSON object, and contentType says so')]),
    ...sinkFaults(object, objects),
  ];
}

/** A cluster's own zone is not the same everywhere. */
function timeFaults(object: Found, cron: unknown, timeZone: unknown): Fault[] {
  if (textOf(timeZone) === '') return [fault(object, 'time-zone', 'the time zone is said')];
  const why = cronFault(textOf(cron), textOf(timeZone));
  return why === undefined ? [] : [fault(object, 'cron', why)];
}

function isJsonObject(text: string): boolean {
  try {
    return isJson(JSON.parse(text));
  } catch {
    // Not JSON at all.
    return false;
  }
}

function sinkFaults(object: Found, objects: readonly Found[]): Fault[] {
  const ref = at(object.whole, 'spec', 'sink', 'ref');
  if (!isJson(ref)) return [fault(object, 'ping-sink', 'sink.ref names the Service it wakes')];
  const service = objects.find(
    (each) => isKnativeService(each) && each.name === ref['name'] && named(each, ref),
  );
  if (service === undefined)
    return [fault(object, 'ping-sink', `there is no Service ${textOf(ref['name'])}`)];
  const labels = membersAt(service.whole, 'metadata', 'labels');
  return labels['networking.knative.dev/visibility'] === 'cluster-local'
    ? []
    : [fault(service, 'schedule-visibility', 'what a PingSource wakes is cluster-local')];
}

function named({ apiVersion, kind }: Found, ref: Json): boolean {
  return ref['apiVersion'] === apiVersion && ref['kind'] === kind;
}

/** Below ten seconds the scheduler, which looks that often, may never start it. */
const startingSecondsMin = 10;

function jobFaults(object: Found): Fault[] {
  const spec = membersAt(object.whole, 'spec');
  const job = membersAt(spec, 'jobTemplate', 'spec');
  const restart = textOf(at(job, 'template', 'spec', 'restartPolicy'));
  const wanted: readonly (readonly [string, boolean, string])[] = [
    ['concurrency', spec['concurrencyPolicy'] === 'Forbid', 'concurrencyPolicy is Forbid'],
    [
      'starting-deadline',
      from(startingSecondsMin, spec['startingDeadlineSeconds']),
      `startingDeadlineSeconds is ${startingSecondsMin} or more`,
    ],
    ['job-end', from(1, job['activeDeadlineSeconds']), 'activeDeadlineSeconds says when it ends'],
    ['job-end', from(0, job['backoffLimit']), 'backoffLimit says how often it is tried again'],
    ['job-restart', restart === 'Never', 'restartPolicy is Never, so that a failure can be read'],
    ...['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'].map(
      (name) => ['job-history', from(0, spec[name]), `${name} is said`] as const,
    ),
  ];
  return [
    ...timeFaults(object, spec['schedule'], spec['timeZone']),
    ...wanted.filter(([, there]) => !there).map(([rule, , text]) => fault(object, rule, text)),
  ];
}

function from(min: number, value: unknown): boolean {
  return typeof value === 'number' && value >= min;
}
