/** Which changes a raised version pardons, and which need a type of event with the next `.vN`. */
import { compareMessages } from './messages.ts';
import { compareOperations } from './operations.ts';
import type { Finding, Json } from './schema.ts';

export interface Contracts {
  readonly version: string;
  readonly openapi: Json;
  readonly events: Json;
}

/** Facts are kept for ever, so no version pardons what their readers could not read. */
export function breakingChanges(released: Contracts, now: Contracts): readonly Finding[] {
  const raised = isRaised(released.version, now.version);
  const operations = compareOperations(released.openapi, now.openapi);
  const messages = compareMessages(released.events, now.events);
  return [
    ...(raised ? [] : operations),
    ...messages.filter((finding) => !raised || isForEver(finding)),
  ];
}

function isForEver({ rule, at }: Finding): boolean {
  if (rule === 'event-removed') return false;
  return rule === 'partitions-changed' || /\.v\d+(?:\.pushed)?(?:[ /]|$)/.test(at);
}

/** The major version, or, before 1.0.0, the minor one. */
export function isRaised(released: string, now: string): boolean {
  const [wasMajor, wasMinor] = parts(released);
  const [major, minor] = parts(now);
  return major > wasMajor || (major === 0 && wasMajor === 0 && minor > wasMinor);
}

function parts(version: string): readonly [number, number] {
  const found = /^(\d+)\.(\d+)\.\d+/.exec(version);
  if (found === null) throw new Error(`${version} is no version`);
  return [Number(found[1]), Number(found[2])];
}
