/** What is wrong with an object, and what several rules ask about one. */
import { at, type Found, isJson, isKnativeService, itemsAt, type Json } from '../object.ts';

export interface Fault {
  /** `Kind name`. */
  readonly object: string;
  readonly rule: string;
  readonly detail: string;
}

/** Rules see all objects that are applied together: some mistakes lie between two of them. */
export type Rule = (objects: readonly Found[]) => readonly Fault[];

export function fault({ kind, name }: Found, rule: string, detail: string): Fault {
  return { object: `${kind} ${name}`, rule, detail };
}

/** The pod that an object makes, if it makes any. */
export function podOf(object: Found): Json | undefined {
  const pod = at(templateOf(object), 'spec');
  return isJson(pod) ? pod : undefined;
}

/** What an object makes its pods from, if it makes any. */
export function templateOf(object: Found): unknown {
  if (object.kind === 'CronJob') return at(object.whole, 'spec', 'jobTemplate', 'spec', 'template');
  return isKnativeService(object) || ['Deployment', 'StatefulSet', 'Job'].includes(object.kind)
    ? at(object.whole, 'spec', 'template')
    : undefined;
}

/** It comes to an end by itself, and serves nobody until then. */
export function runsOnce({ kind }: Found): boolean {
  return kind === 'Job' || kind === 'CronJob';
}

export function containersOf(pod: Json): readonly Json[] {
  return [...itemsAt(pod, 'containers'), ...itemsAt(pod, 'initContainers')].filter(isJson);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function ofKind(objects: readonly Found[], kind: string): readonly Found[] {
  return objects.filter((each) => each.kind === kind);
}
