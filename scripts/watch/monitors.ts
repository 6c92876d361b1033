/** Which pods Prometheus asks: those of Deployments at a port they name, Knative's at the same port unnamed. */
import { metricsPort } from '#shared/manifests/container.ts';
import type { Json, Manifest } from '#shared/manifests/object.ts';
import { ownLabels, type Product } from '#shared/manifests/product.ts';

/** Four of them are in the five minutes that the shortest rules look back. */
const interval = '30s';
const scrapeTimeout = '10s';

/**
 * Knative's pods declare one port, by this name, and the Operator makes targets of declared ports:
 * the target's port is put right before it is asked. The proxy beside it is not asked, so that a
 * scrape is no request that Knative scales by.
 */
const knativePort = 'user-port';

const endpoint: Json = { path: '/metrics', scheme: 'http', interval, scrapeTimeout };

export function podMonitors(product: Product): readonly Manifest[] {
  return [
    podMonitor('functions', { ...endpoint, port: 'metrics' }, product),
    podMonitor(
      'knative-functions',
      {
        ...endpoint,
        port: knativePort,
        relabelings: [
          {
            action: 'replace',
            sourceLabels: ['__address__'],
            // An address of IPv6 stands in brackets before its port.
            regex: '(.+):\\d+',
            replacement: `$1:${metricsPort}`,
            targetLabel: '__address__',
          },
        ],
      },
      product,
    ),
  ];
}

function podMonitor(name: string, target: Json, product: Product): Manifest {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: `${product.name}-${name}`, labels: ownLabels(product) },
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/part-of': product.name } },
      podMetricsEndpoints: [target],
    },
  };
}
