/** Kubernetes objects as they are rendered, and a reader's way into objects that anybody wrote. */

export type Json = Readonly<Record<string, unknown>>;

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec?: Json;
  readonly data?: Readonly<Record<string, string>>;
}

/** An object that was read: only its kind and its name are known to be there. */
export interface Found {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly whole: Json;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `undefined` for a document that is no object of a cluster, e.g. an empty one. */
export function foundIn(document: unknown): Found | undefined {
  if (!isJson(document)) return undefined;
  const { apiVersion, kind } = document;
  const name = at(document, 'metadata', 'name');
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  return { apiVersion, kind, name: typeof name === 'string' ? name : '', whole: document };
}

/** The member at the end of a path, `undefined` where the path breaks off. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const step of path) here = isJson(here) ? here[step] : undefined;
  return here;
}

/** Of a mapping its members, of anything else none. */
export function membersAt(value: unknown, ...path: readonly string[]): Json {
  const found = at(value, ...path);
  return isJson(found) ? found : {};
}

/** Of a sequence its items, of anything else none. */
export function itemsAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** `serving.knative.dev` of `serving.knative.dev/v1`; empty for the core group. */
export function groupOf({ apiVersion }: Pick<Found, 'apiVersion'>): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

export function isKnativeService(object: Pick<Found, 'apiVersion' | 'kind'>): boolean {
  return groupOf(object) === 'serving.knative.dev' && object.kind === 'Service';
}
