/**
 * An HTTPRoute per `http` function, from its method and path. Knative routes by host, so there the
 * request gets the Service's cluster-local name and goes to the ingress; a Deployment is reached
 * by the Service in front of it.
 */
import type { AnyHttp } from '#shared/function/declare.ts';
import { port } from './container.ts';
import { isStream } from './knative-service.ts';
import type { Json, Manifest } from './object.ts';
import { metadataOf, type Product, platform, selectorOf } from './product.ts';

/** A caller waits for a handler's 20 s at most; what is above it is an ingress that lost the answer. */
const timeout = '30s';

export function knativeRoute(declaration: AnyHttp, product: Product): Manifest {
  const host = `${declaration.name}.${product.namespace}.svc.cluster.local`;
  return route(declaration, product, {
    filters: [{ type: 'URLRewrite', urlRewrite: { hostname: host } }],
    backendRefs: [platform.ingress],
  });
}

export function serviceRoute(declaration: AnyHttp, product: Product): Manifest {
  return route(declaration, product, { backendRefs: [{ name: declaration.name, port: 80 }] });
}

function route(declaration: AnyHttp, product: Product, target: Json): Manifest {
  const { method, path } = partsOf(declaration);
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: metadataOf(declaration, product),
    spec: {
      parentRefs: [{ name: platform.gateway }],
      rules: [
        {
          matches: [{ method, path: pathMatch(path) }],
          ...target,
          // Zero: as long as it lasts.
          timeouts: { request: isStream(declaration) ? '0s' : timeout },
        },
      ],
    },
  };
}

function partsOf({ name, route: written }: AnyHttp): { method: string; path: string } {
  const [method, path] = written.split(' ');
  if (method === undefined || path === undefined)
    throw new Error(`${name}: the route is "METHOD /path"`);
  return { method, path };
}

/** A parameter is one segment. Everything else of our paths means itself in RE2, but for the dot. */
function pathMatch(path: string): Json {
  if (!path.includes('{')) return { type: 'Exact', value: path };
  const value = path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
  return { type: 'RegularExpression', value };
}

export function clusterService(declaration: AnyHttp, product: Product): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(declaration, product),
    spec: {
      type: 'ClusterIP',
      selector: selectorOf(declaration.name, product),
      ports: [{ name: 'http', port: 80, targetPort: port, protocol: 'TCP' }],
    },
  };
}
