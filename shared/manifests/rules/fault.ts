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
  const made =
    isKnativeService(object) || ['Deployment', 'StatefulSet', 'Job'].includes(object.kind);
  const pod = made ? at(object.whole, 'spec', 'template', 'spec') : undefined;
  return isJson(pod) ? pod : undefined;
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
