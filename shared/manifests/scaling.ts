/** Scalers of what is no Knative Service: KEDA by lag of a topic, the HPA by CPU. */
import type {
  AnyHttp,
  ConsumerDeclaration,
  SubscriberDeclaration,
} from '#shared/function/declare.ts';
import type { Manifest } from './object.ts';
import { metadataOf, type Product, platform, topicNamed } from './product.ts';

/** A subscriber that runs its own trigger reads its broker's topic as a consumer does. */
export interface Reader {
  readonly declaration: ConsumerDeclaration | SubscriberDeclaration;
  readonly topic: string;
  readonly lagThreshold: number;
}

/** Asked often enough that a first record waits for seconds, and starting costs a second. */
const pollingSeconds = 15;
/** Knative's own time for lag; a member that leaves moves the partitions of others. */
const steadySeconds = 300;
const goneSecondsMin = 60;

export function scaledObject(
  { declaration, topic, lagThreshold }: Reader,
  product: Product,
): Manifest {
  const { name, scale } = declaration;
  // A replica without a partition only waits.
  const replicasMax = Math.min(scale.replicasMax, topicNamed(topic, product).partitions);
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: metadataOf(declaration, product),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicaCount: scale.replicasMin,
      maxReplicaCount: replicasMax,
      pollingInterval: pollingSeconds,
      cooldownPeriod: steadySeconds,
      fallback: {
        failureThreshold: 3,
        replicas: Math.max(1, scale.replicasMin),
        behavior: 'currentReplicasIfHigher',
      },
      advanced: {
        horizontalPodAutoscalerConfig: {
          behavior: {
            scaleDown: {
              stabilizationWindowSeconds: steadySeconds,
              policies: [{ type: 'Pods', value: 1, periodSeconds: goneSecondsMin }],
            },
          },
        },
      },
      triggers: [
        {
          type: 'kafka',
          metadata: {
            bootstrapServers: platform.kafkaBootstrap,
            consumerGroup: name,
            topic,
            lagThreshold: String(lagThreshold),
            activationLagThreshold: '0',
            // As the consumers read: what was written before the first of them counts.
            offsetResetPolicy: 'earliest',
            limitToPartitionsWithLag: 'false',
            excludePersistentLag: 'false',
            version: '4.0.0',
          },
        },
      ],
    },
  };
}

/** The HPA does not go to zero, and one replica that is being replaced is a refusal. */
const answeringMin = 1;
/** Of what a replica may count on: there is a whole CPU above it. */
const cpuPercent = 200;

export function cpuScaler(declaration: AnyHttp, product: Product): Manifest {
  const { replicasMin, replicasMax } = declaration.scale;
  const minReplicas = Math.max(answeringMin, replicasMin);
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: metadataOf(declaration, product),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: declaration.name },
      minReplicas,
      maxReplicas: Math.max(minReplicas, replicasMax),
      behavior: { scaleDown: { stabilizationWindowSeconds: steadySeconds } },
      metrics: [
        {
          type: 'Resource',
          resource: {
            name: 'cpu',
            target: { type: 'Utilization', averageUtilization: cpuPercent },
          },
        },
      ],
    },
  };
}
