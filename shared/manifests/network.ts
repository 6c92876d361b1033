/** Who may open a connection to whom. Probes come from the node, which no policy keeps out. */
import { metricsPort, port } from './container.ts';
import type { Json, Manifest } from './object.ts';
import { ownLabels, type Product, platform } from './product.ts';

/** Whoever watches the cluster stands in a namespace of its own. */
const watcher: Json = {
  from: [
    {
      namespaceSelector: {
        matchLabels: { 'kubernetes.io/metadata.name': platform.monitoringNamespace },
      },
    },
  ],
  ports: [{ protocol: 'TCP', port: metricsPort }],
};

/** Consumers and relays ask; nobody but Prometheus asks them. */
export function nobodyToWorkers(product: Product): Manifest {
  return policy('workers-take-no-calls', ['consumer', 'relay'], [watcher], product);
}

/** What a gateway of any namespace passes on, on the one port. */
export function callersToHttp(product: Product): Manifest {
  const ports = [{ protocol: 'TCP', port }];
  return policy('http-takes-calls', ['http'], [{ ports }, watcher], product);
}

function policy(
  name: string,
  components: readonly string[],
  ingress: readonly Json[],
  product: Product,
): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, labels: ownLabels(product) },
    spec: {
      podSelector: {
        matchLabels: { 'app.kubernetes.io/part-of': product.name },
        matchExpressions: [
          { key: 'app.kubernetes.io/component', operator: 'In', values: components },
        ],
      },
      policyTypes: ['Ingress'],
      ingress,
    },
  };
}
