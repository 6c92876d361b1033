/** All manifests of the declarations, by the file they stand in: pure, and the same for the same declarations. */
import type {
  AnyHttp,
  ConsumerDeclaration,
  Declaration,
  RelayDeclaration,
  SubscriberDeclaration,
} from '#shared/function/declare.ts';
import type { ScheduleDeclaration } from '#shared/function/schedule.ts';
import { contextsOf, externalSecret, serviceAccount } from './accounts.ts';
import {
  allTopics,
  broker,
  deadLetterSink,
  kafkaSettings,
  kafkaTopic,
  trigger,
} from './eventing.ts';
import { knativeService } from './knative-service.ts';
import { allToKafka, commonPolicies, gatewayToHttp, knativeToItsPods } from './network.ts';
import type { Json, Manifest } from './object.ts';
import type { Product } from './product.ts';
import { clusterService, knativeRoute, serviceRoute } from './routes.ts';
import { cpuScaler, scaledObject } from './scaling.ts';
import { setUpJob } from './set-up-job.ts';
import { cronJob, pingSource } from './timing.ts';
import { deployment, disruptionBudget } from './workload.ts';

export interface ManifestFile {
  /** From the repository's root. */
  readonly path: string;
  /** What it was made from. */
  readonly source: string;
  readonly documents: readonly (Manifest | Json)[];
}

/** A subscriber that runs its own trigger: fifty events are in flight, as many may wait. */
const subscriberLag = 100;

export function manifestFiles(
  declarations: readonly Declaration[],
  product: Product,
  sources: { readonly topics: string; readonly brokers: string },
): readonly ManifestFile[] {
  const kinds = byKind(declarations);
  return [
    ...base('set-up/base', [], () => [], [
      {
        path: 'job.yaml',
        source: 'shared/manifests/set-up-job.ts',
        documents: [setUpJob(product)],
      },
    ]),
    ...securityFiles(contextsOf(declarations), product),
    ...base(
      'knative/base',
      kinds.http,
      (each) => [knativeService(each, product), knativeRoute(each, product)],
      [network(knativeToItsPods(product))],
    ),
    ...base(
      'eventing/base',
      [...kinds.subscriber, ...kinds.schedule],
      (each) => [
        knativeService(each, product),
        each.kind === 'subscriber' ? trigger(each, product) : pingSource(each, product),
      ],
      [
        {
          path: 'topics.yaml',
          source: sources.topics,
          documents: allTopics(product).map((each) => kafkaTopic(each, product)),
        },
        {
          path: 'brokers.yaml',
          source: sources.brokers,
          documents: [
            kafkaSettings(product),
            ...product.brokers.flatMap((each) => [
              broker(each, product),
              deadLetterSink(each, product),
            ]),
          ],
        },
      ],
    ),
    ...base(
      'keda/base',
      [...kinds.consumer, ...kinds.relay],
      (each) =>
        each.kind === 'consumer' ? consumerObjects(each, product) : relayObjects(each, product),
      [network(allToKafka(product))],
    ),
    ...base(
      'keda/without-knative',
      [...kinds.http, ...kinds.subscriber, ...kinds.schedule],
      (each) => withoutKnative(each, product),
      [
        {
          path: 'topics.yaml',
          source: sources.topics,
          documents: allTopics(product).map((each) => kafkaTopic(each, product)),
        },
        network(gatewayToHttp(product)),
      ],
    ),
  ];
}

function network(...documents: readonly Manifest[]): ManifestFile {
  return { path: 'network.yaml', source: 'shared/manifests/network.ts', documents };
}

/** What every profile has of it, and a component for clusters whose Secrets come from a store. */
function securityFiles(contexts: readonly string[], product: Product): readonly ManifestFile[] {
  const source = 'functions/*/*.ts';
  const made: readonly ManifestFile[] = [
    {
      ...{ path: 'accounts.yaml', source },
      documents: contexts.map((each) => serviceAccount(each, product)),
    },
    network(...commonPolicies(product)),
  ];
  const secrets: ManifestFile = {
    ...{ path: 'secrets.yaml', source },
    documents: contexts.map((each) => externalSecret(each, product)),
  };
  return [
    ...under('security/base', made, kustomizationOf(made)),
    ...under('security/external-secrets', [secrets], {
      ...kustomizationOf([secrets]),
      ...{ apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' },
    }),
  ];
}

/** A file per function, the others, and the kustomization that names them all. */
function base<D extends Declaration>(
  folder: string,
  declarations: readonly D[],
  objects: (declaration: D) => readonly Manifest[],
  others: readonly ManifestFile[] = [],
): readonly ManifestFile[] {
  const functions = declarations.map((each) => ({
    path: `${each.context}/${each.name}.yaml`,
    source: `functions/${each.context}/${each.name}.ts`,
    documents: objects(each),
  }));
  const files = [...functions, ...others].toSorted((one, other) =>
    one.path < other.path ? -1 : 1,
  );
  return under(folder, files, kustomizationOf(files));
}

function kustomizationOf(files: readonly ManifestFile[]): Json {
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: files.map(({ path }) => path),
  };
}

function under(
  folder: string,
  files: readonly ManifestFile[],
  kustomization: Json,
): readonly ManifestFile[] {
  const listed = {
    path: 'kustomization.yaml',
    source: 'functions/*/*.ts',
    documents: [kustomization],
  };
  return [...files, listed].map((file) => ({ ...file, path: `${folder}/${file.path}` }));
}

function consumerObjects(declaration: ConsumerDeclaration, product: Product): readonly Manifest[] {
  const { topic, scale } = declaration;
  return [
    deployment(declaration, product),
    scaledObject({ declaration, topic, lagThreshold: scale.lagThreshold }, product),
    disruptionBudget(declaration, product),
  ];
}

function relayObjects(declaration: RelayDeclaration, product: Product): readonly Manifest[] {
  return [
    deployment(declaration, product, declaration.scale.replicasMin),
    disruptionBudget(declaration, product),
  ];
}

function withoutKnative(
  declaration: AnyHttp | SubscriberDeclaration | ScheduleDeclaration,
  product: Product,
): readonly Manifest[] {
  switch (declaration.kind) {
    case 'http':
      return httpObjects(declaration, product);
    case 'subscriber':
      return subscriberObjects(declaration, product);
    case 'schedule':
      return [cronJob(declaration, product)];
  }
}

function httpObjects(declaration: AnyHttp, product: Product): readonly Manifest[] {
  return [
    deployment(declaration, product),
    clusterService(declaration, product),
    cpuScaler(declaration, product),
    disruptionBudget(declaration, product),
    serviceRoute(declaration, product),
  ];
}

function subscriberObjects(
  declaration: SubscriberDeclaration,
  product: Product,
): readonly Manifest[] {
  const read = product.brokers.find(({ name }) => name === declaration.broker);
  if (read === undefined)
    throw new Error(`${declaration.name} listens to ${declaration.broker}, which is no broker`);
  return [
    deployment(declaration, product),
    scaledObject({ declaration, topic: read.topic, lagThreshold: subscriberLag }, product),
    disruptionBudget(declaration, product),
  ];
}

interface Kinds {
  readonly http: AnyHttp[];
  readonly subscriber: SubscriberDeclaration[];
  readonly consumer: ConsumerDeclaration[];
  readonly relay: RelayDeclaration[];
  readonly schedule: ScheduleDeclaration[];
}

/** A new kind of function does not compile before it has manifests. */
function byKind(declarations: readonly Declaration[]): Kinds {
  const kinds: Kinds = { http: [], subscriber: [], consumer: [], relay: [], schedule: [] };
  for (const declaration of declarations) {
    switch (declaration.kind) {
      case 'http':
        kinds.http.push(declaration);
        break;
      case 'subscriber':
        kinds.subscriber.push(declaration);
        break;
      case 'consumer':
        kinds.consumer.push(declaration);
        break;
      case 'relay':
        kinds.relay.push(declaration);
        break;
      case 'schedule':
        kinds.schedule.push(declaration);
        break;
    }
  }
  return kinds;
}
