/** Six small functions, what is rendered of them, and a way to make it wrong in one place. */
import * as z from 'zod';
import { consumer, type Declaration, http, relay, subscriber } from '#shared/function/declare.ts';
import { schedule } from '#shared/function/schedule.ts';
import { type Found, foundIn, isJson, type Json } from './object.ts';
import type { Product } from './product.ts';
import { type ManifestFile, manifestFiles } from './render.ts';

export const product: Product = {
  name: 'post',
  domain: 'post.example',
  version: '1.2.3',
  namespace: 'post',
  topics: [
    { name: 'parcels.commands', partitions: 4, retentionMs: 86_400_000 },
    { name: 'parcels.events', partitions: 4, retentionMs: null },
  ],
  brokers: [{ name: 'parcels', topic: 'parcels.events', external: false }],
};

const never = (): never => {
  throw new Error('A manifest runs nothing');
};

export const sendParcel = http({
  context: 'parcels',
  name: 'send-parcel',
  purpose: 'Sends a parcel.',
  route: 'POST /v1/offices/{officeId}/parcels',
  permission: 'parcels:send',
  transaction: 'none',
  answers: { 204: null },
  scale: { rps: 120, replicasMin: 0, replicasMax: 6 },
  handle: never,
});

export const watchParcels = http({
  context: 'parcels',
  name: 'watch-parcels',
  purpose: 'Tells what happens to parcels.',
  route: 'GET /v1/parcels.live',
  permission: 'parcels:read',
  transaction: 'none',
  answers: {},
  streams: 'text/event-stream',
  scale: { rps: 5, replicasMin: 1, replicasMax: 3 },
  handle: never,
});

export const noteParcel = subscriber({
  context: 'parcels',
  name: 'note-parcel',
  purpose: 'Notes a parcel.',
  broker: 'parcels',
  filters: [{ exact: { type: 'parcel.sent.v1' } }],
  order: 'ordered',
  delivery: { retry: 5, backoffPolicy: 'exponential', backoffDelayMs: 500 },
  transaction: 'write',
  data: z.object({}),
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  handle: never,
});

export const sortParcels = consumer({
  context: 'parcels',
  name: 'sort-parcels',
  purpose: 'Sorts parcels.',
  topic: 'parcels.commands',
  batchRecordsMax: 10,
  scale: { replicasMin: 1, replicasMax: 8, lagThreshold: 50 },
  memory: () => undefined,
  handle: never,
});

export const relayParcels = relay({
  context: 'parcels',
  name: 'relay-parcels',
  purpose: 'Carries facts.',
  topic: 'parcels.events',
  scale: { replicasMin: 1, replicasMax: 2 },
});

export const clearShelves = schedule({
  context: 'parcels',
  name: 'clear-shelves',
  purpose: 'Sends back what nobody called for.',
  cron: '30 4 * * mon-fri',
  timeZone: 'Europe/Vienna',
  scale: { replicasMin: 0, replicasMax: 1 },
  run: never,
});

const declarations: readonly Declaration[] = [
  sendParcel,
  watchParcels,
  noteParcel,
  sortParcels,
  relayParcels,
  clearShelves,
];

export const files: readonly ManifestFile[] = manifestFiles(declarations, product, {
  topics: 'topics.ts',
  brokers: 'brokers.ts',
});

/** The objects of these bases, as they are read back. */
export function objectsOf(...bases: readonly string[]): readonly Found[] {
  return files
    .filter(({ path }) => bases.some((base) => path.startsWith(`${base}/`)))
    .flatMap(({ documents }) => documents.map((each) => foundIn(each)))
    .filter((each) => each !== undefined && each.kind !== 'Kustomization')
    .filter((each) => each !== undefined);
}

export const standard = objectsOf('security/base', 'knative/base', 'eventing/base', 'keda/base');
export const withoutKnative = objectsOf('security/base', 'keda/base', 'keda/without-knative');

/** The one of its kind and name; of a Service Knative's. */
export function one(objects: readonly Found[], kind: string, name: string): Found {
  const found = objects.find((each) => each.kind === kind && each.name === name);
  if (found === undefined) throw new Error(`There is no ${kind} ${name}`);
  return found;
}

export type Path = readonly (string | number)[];

/** A copy with another value at the end of a path; `undefined` takes it away. */
export function changed(object: Found, path: Path, value: unknown): Found {
  const found = foundIn(put(object.whole, path, value));
  if (found === undefined) throw new Error('What is left is no object');
  return found;
}

function put(value: unknown, [step, ...rest]: Path, last: unknown): unknown {
  if (step === undefined) return last;
  if (Array.isArray(value)) {
    const copy = [...value];
    copy[Number(step)] = put(value[Number(step)], rest, last);
    return copy;
  }
  const members: Json = isJson(value) ? value : {};
  const { [String(step)]: old, ...others } = members;
  const made = put(old, rest, last);
  return made === undefined ? others : { ...others, [String(step)]: made };
}
