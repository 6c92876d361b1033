/** What manifests need to know beside the declarations: the product's name, its topics and brokers. */
import type { Declaration } from '#shared/function/declare.ts';
import type { Broker } from '#shared/push/broker.ts';
import type { Metadata } from './object.ts';

export interface Topic {
  readonly name: string;
  readonly partitions: number;
  /** `null`: for ever. */
  readonly retentionMs: number | null;
}

export interface Product {
  /** In names and labels. */
  readonly name: string;
  /** Leads labels and annotations of the product's own. */
  readonly domain: string;
  /** The images' tag. */
  readonly version: string;
  /** Where the product lives unless an overlay says otherwise. */
  readonly namespace: string;
  readonly topics: readonly Topic[];
  readonly brokers: readonly Broker[];
}

/** Names that other objects of a cluster go by; an overlay puts its own in their place. */
export const platform = {
  gateway: 'gateway',
  /** Where the gateway's own pods stand. */
  gatewayNamespace: 'envoy-gateway-system',
  kafkaCluster: 'kafka',
  monitoringNamespace: 'monitoring',
  kafkaBootstrap: 'kafka-kafka-bootstrap.kafka.svc:9092',
  secretStore: 'serai-secrets',
  servingNamespace: 'knative-serving',
  ingress: { name: 'kourier-internal', namespace: 'kourier-system', port: 80 },
} as const;

/** Long enough for every function and short enough for KEDA's own objects. */
export const nameCharactersMax = 54;

/** What never changes for a workload: its selector. */
export function selectorOf(name: string, product: Product): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': product.name };
}

type Named = Pick<Declaration, 'name' | 'context' | 'kind'>;

export function labelsOf(
  { name, context, kind }: Named,
  product: Product,
): Readonly<Record<string, string>> {
  return {
    ...selectorOf(name, product),
    'app.kubernetes.io/component': kind,
    'app.kubernetes.io/version': product.version,
    [`${product.domain}/context`]: context,
    [`${product.domain}/operation`]: name,
  };
}

/** Of an object that belongs to no function. */
export function ownLabels(product: Product): Readonly<Record<string, string>> {
  return {
    'app.kubernetes.io/part-of': product.name,
    'app.kubernetes.io/version': product.version,
  };
}

export function metadataOf(
  declaration: Declaration,
  product: Product,
): Metadata & { readonly annotations: Readonly<Record<string, string>> } {
  return {
    name: declaration.name,
    labels: labelsOf(declaration, product),
    annotations: { [`${product.domain}/purpose`]: declaration.purpose },
  };
}

export function topicNamed(name: string, product: Product): Topic {
  const topic = product.topics.find((each) => each.name === name);
  if (topic === undefined) throw new Error(`There is no topic ${name}`);
  return topic;
}
