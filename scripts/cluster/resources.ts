/** Names of objects and of their kinds, as kubectl and the API server take them. */
import { at, type Found, itemsAt } from '#shared/manifests/object.ts';
import type { Kubectl } from './kubectl.ts';

type Kinded = Pick<Found, 'apiVersion' | 'kind'>;

/** `Service.v1.serving.knative.dev`, of which there is one; `Service.v1.` is the core's. */
export function resourceOf({ apiVersion, kind }: Kinded): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return `${kind}.${version}.${group}`;
}

export function keyOf(object: Found): string {
  return `${resourceOf(object)}/${object.name}`;
}

export interface Resource {
  readonly group: string;
  /** `services`: what rights are given for. */
  readonly resource: string;
}

/** Of each kind, as the cluster names it; kinds that it has not are left out. */
export async function resourcesOf(
  kubectl: Kubectl,
  objects: readonly Kinded[],
): Promise<readonly Resource[]> {
  const versions = [...new Set(objects.map(({ apiVersion }) => apiVersion))];
  const found = await Promise.all(
    versions.map(async (apiVersion) => {
      const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      const ran = await kubectl.run(['get', '--raw', path]);
      if (!ran.ok) return [];
      const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
      const kinds = new Set(
        objects.filter((each) => each.apiVersion === apiVersion).map(({ kind }) => kind),
      );
      return itemsAt(JSON.parse(ran.out), 'resources')
        .filter((each) => kinds.has(String(at(each, 'kind'))))
        .map((each) => ({ group, resource: String(at(each, 'name')) }))
        .filter(({ resource }) => !resource.includes('/'));
    }),
  );
  return found.flat();
}
