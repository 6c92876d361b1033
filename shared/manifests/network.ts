/**
 * Who may open a connection to whom: nobody, unless a policy here says so. Probes come from the node, which
 * no policy keeps out.
 */
import { metricsPort, port } from './container.ts';
import type { Json, Manifest } from './object.ts';
import { ownLabels, type Product, platform } from './product.ts';

/** queue-proxy's, without and with TLS, and where the autoscaler counts requests. */
const queueProxyPorts = [8012, 8112, 9090] as const;
const namesPort = 53;
/** PostgreSQL and a pooler before it, Redis without and with TLS, a collector of traces. */
const enginePorts = [5432, 6432, 6379, 6380, 4318] as const;
/** Strimzi's listeners within a cluster, and the one that most give to the outside. */
const kafkaPorts = [9092, 9093, 9094] as const;
const httpsPort = 443;

/** Where a cloud tells a machine who it is, with keys to everything that the machine may do. */
const linkLocal = { ipv4: '169.254.0.0/16', ipv6: 'fe80::/10' } as const;
/** The one address among them that a pod needs: a node's own cache of names. */
const namesOnNode = '169.254.20.10/32';

/** An engine may stand in the cluster or outside: what is known of it everywhere is its port. */
const anywhere: readonly Json[] = [
  { namespaceSelector: {} },
  { ipBlock: { cidr: '0.0.0.0/0', except: [linkLocal.ipv4] } },
  { ipBlock: { cidr: '::/0', except: [linkLocal.ipv6] } },
];

/** In every profile. */
export function commonPolicies(product: Product): readonly Manifest[] {
  const ours = { matchLabels: { 'app.kubernetes.io/part-of': product.name } };
  return [
    // For every pod of the namespace, also one that nobody has labelled. No rule is no way.
    policy(product, 'nobody-to-nobody', {}, { ingress: [], egress: [] }),
    policy(product, 'all-are-measured', ours, {
      ingress: [{ from: [namespace(platform.monitoringNamespace)], ports: tcp(metricsPort) }],
    }),
    policy(product, 'all-ask-for-names', ours, {
      egress: [
        {
          to: [namespace('kube-system'), { ipBlock: { cidr: namesOnNode } }],
          ports: [{ protocol: 'UDP', port: namesPort }, ...tcp(namesPort)],
        },
      ],
    }),
    policy(product, 'all-reach-engines', ours, {
      egress: [{ to: anywhere, ports: tcp(...enginePorts) }],
    }),
    // An identity provider shows its keys there.
    policy(product, 'doors-reach-issuers', components(product, ['http', 'house']), {
      egress: [{ to: anywhere, ports: tcp(httpsPort) }],
    }),
  ];
}

/** Requests reach a pod of Knative from its ingress, or from the activator that held them. */
export function knativeToItsPods(product: Product): Manifest {
  const from = [namespace(platform.ingress.namespace), namespace(platform.servingNamespace)];
  return policy(
    product,
    'knative-reaches-its-pods',
    components(product, ['http', 'subscriber', 'schedule']),
    { ingress: [{ from, ports: tcp(...queueProxyPorts) }] },
  );
}

export function allToKafka(product: Product): Manifest {
  const ours = { matchLabels: { 'app.kubernetes.io/part-of': product.name } };
  return policy(product, 'all-reach-kafka', ours, {
    egress: [{ to: anywhere, ports: tcp(...kafkaPorts) }],
  });
}

/** Without Knative the gateway asks functions itself. */
export function gatewayToHttp(product: Product): Manifest {
  return policy(product, 'gateway-reaches-http', components(product, ['http']), {
    ingress: [{ from: [namespace(platform.gatewayNamespace)], ports: tcp(port) }],
  });
}

function namespace(name: string): Json {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } };
}

function tcp(...ports: readonly number[]): readonly Json[] {
  return ports.map((each) => ({ protocol: 'TCP', port: each }));
}

function components(product: Product, values: readonly string[]): Json {
  return {
    matchLabels: { 'app.kubernetes.io/part-of': product.name },
    matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'In', values }],
  };
}

interface Ways {
  readonly ingress?: readonly Json[];
  readonly egress?: readonly Json[];
}

function policy(product: Product, name: string, podSelector: Json, ways: Ways): Manifest {
  const given = Object.entries(ways);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, labels: ownLabels(product) },
    spec: {
      podSelector,
      policyTypes: given.map(([way]) => (way === 'ingress' ? 'Ingress' : 'Egress')),
      // An empty list is not stored, so that a second apply would look like a change.
      ...Object.fromEntries(given.filter(([, rules]) => rules.length > 0)),
    },
  };
}
