/** A profile's overlay with a cluster's own names on top, built by kustomize: the one way to manifests. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stringify } from 'yaml';
import { type Found, foundIn } from '#shared/manifests/object.ts';
import { containersOf, podOf } from '#shared/manifests/rules/fault.ts';
import { documentsIn } from '#shared/manifests/yaml.ts';
import { build, kustomizeOf } from '../kustomize.ts';
import { Sorry } from '../serai/sorry.ts';
import { owner, ownerLabel } from './namespace-check.ts';
import type { Profile } from './profiles.ts';

const root = join(import.meta.dirname, '../..');
const platform = 'knative/platform';

export interface Names {
  readonly namespace: string;
  /** `registry.example/team`; undefined: as the overlay says. */
  readonly registry?: string | undefined;
  /** Of all images; undefined: as the overlay says. */
  readonly tag?: string | undefined;
  /** The host that routes answer to; undefined: any. */
  readonly domain?: string | undefined;
  /** Undefined: no Gateway is made, and routes lead to one that is there, if there is. */
  readonly gatewayClass?: string | undefined;
}

export interface Overlay {
  /** Where the product lives and its door. */
  readonly platform: readonly Found[];
  readonly product: readonly Found[];
}

/** `overlay`: from the repository's root, the profile's or one that is made from it. */
export function overlayOf(profile: Profile, overlay: string, names: Names): Overlay {
  const folder = join(root, '.serai/deploy', profile.name);
  const images = imagesOf(built(join(root, overlay)));
  write(join(folder, 'names'), {
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
    patches: [namesPatch(names), ...domainPatches(names)],
  });
  write(folder, {
    ...kustomization,
    namespace: names.namespace,
    resources: [relative(folder, join(root, overlay))],
    components: ['names', ...profile.names.map((each) => relative(folder, join(root, each)))],
    labels: [{ pairs: { [ownerLabel]: owner } }],
    images: images.map((name) => imageAt(name, names)),
  });
  const door = join(root, '.serai/deploy/platform');
  write(door, {
    ...kustomization,
    resources: [relative(door, join(root, platform))],
    labels: [{ pairs: { [ownerLabel]: owner } }],
    patches: platformPatches(names),
  });
  // Without somebody who serves routes there is no door, and nothing to let through.
  const hasDoor = names.gatewayClass !== undefined;
  const ofDoor = built(door).filter(({ kind }) => {
    if (kind === 'ReferenceGrant') return hasDoor && profile.names.length > 0;
    return kind === 'Namespace' || hasDoor;
  });
  return { platform: ofDoor, product: built(folder) };
}

const kustomization = {
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
} as const;

function write(folder: string, content: unknown): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'kustomization.yaml'), stringify(content, { lineWidth: 0 }));
}

/** Read by the components, and never applied. */
function namesPatch({ namespace }: Names) {
  return { target: { kind: 'ConfigMap', name: 'cluster' }, ...put('/data/namespace', namespace) };
}

function domainPatches({ domain }: Names) {
  return domain === undefined
    ? []
    : [{ target: { kind: 'HTTPRoute' }, ...put('/spec/hostnames', [domain]) }];
}

function platformPatches({ namespace, gatewayClass = 'none' }: Names) {
  const options = { allowNameChange: true };
  return [
    { target: { kind: 'Namespace' }, options, ...put('/metadata/name', namespace) },
    {
      target: { kind: 'Gateway' },
      ...puts({ '/metadata/namespace': namespace, '/spec/gatewayClassName': gatewayClass }),
    },
    {
      target: { kind: 'ReferenceGrant' },
      options,
      ...puts({ '/metadata/name': namespace, '/spec/from/0/namespace': namespace }),
    },
  ];
}

function put(path: string, value: unknown) {
  return puts({ [path]: value });
}

function puts(values: Readonly<Record<string, unknown>>) {
  const steps = Object.entries(values).map(([path, value]) => ({ op: 'add', path, value }));
  return { patch: JSON.stringify(steps) };
}

/** `registry.example/serai/house:0.1.0` of any registry: the last two parts are the product's own. */
function imageAt(name: string, { registry, tag }: Names) {
  const own = name.split('/').slice(-2).join('/');
  return {
    name,
    ...(registry === undefined ? {} : { newName: `${registry.replace(/\/$/, '')}/${own}` }),
    ...(tag === undefined ? {} : { newTag: tag }),
  };
}

/** Every image of the objects, without its tag. */
function imagesOf(objects: readonly Found[]): readonly string[] {
  return [...new Set(imagesIn(objects).map((image) => image.replace(/(?::[^:/]+|@.*)$/, '')))];
}

export function imagesIn(objects: readonly Found[]): readonly string[] {
  return objects.flatMap((object) => {
    const pod = podOf(object);
    if (pod === undefined) return [];
    return containersOf(pod).flatMap(({ image }) => (typeof image === 'string' ? [image] : []));
  });
}

function built(folder: string): readonly Found[] {
  const kustomize = kustomizeOf(join(root, '.serai', 'bin'));
  if ('missing' in kustomize) throw new Sorry(`Manifests cannot be built: ${kustomize.missing}.`);
  const { text, fault } = build(kustomize, folder);
  if (fault !== undefined) throw new Sorry(`Manifests cannot be built: ${fault}`);
  return documentsIn(text).flatMap((each) => foundIn(each) ?? []);
}
