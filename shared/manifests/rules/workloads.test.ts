// biome-ignore-all format: one line per wrong manifest reads as the table it is.
import { describe, expect, test } from 'vitest';
import { faults } from '../rules.ts';
import { type Path, standard, withoutKnative } from '../testing.ts';
import { refuses } from './testing.ts';

const pod = ['spec', 'template', 'spec'];
const container = [...pod, 'containers', 0];

test('What is rendered has no fault, with Knative and without', () => {
  expect(faults(standard)).toEqual([]);
  expect(faults(withoutKnative)).toEqual([]);
  expect([standard.length, withoutKnative.length]).toEqual([27, 30]);
});

describe('A ScaledObject is refused with', () => {
  const kafka = (name: string): Path => ['spec', 'triggers', 0, 'metadata', name];
  const down = ['spec', 'advanced', 'horizontalPodAutoscalerConfig', 'behavior', 'scaleDown'];
  refuses(standard, 'ScaledObject', 'sort-parcels', [
    [['metadata', 'name'], 'a'.repeat(55), 'name-length', 'at most 54 characters'],
    [['spec', 'maxReplicaCount'], 5, 'partitions', 'parcels.commands has 4 partitions, fewer than replicas'],
    [['spec', 'maxReplicaCount'], undefined, 'partitions', 'parcels.commands has 4 partitions, fewer than replicas'],
    [kafka('topic'), 'letters', 'partitions', 'there is no KafkaTopic letters'],
    [['spec', 'minReplicaCount'], 5, 'replica-range', 'minReplicaCount is above maxReplicaCount'],
    [['spec', 'scaleTargetRef', 'name'], 'sort-letters', 'scaler-target', 'there is no Deployment sort-letters'],
    [['spec', 'scaleTargetRef', 'name'], 'send-parcel-00001-deployment', 'scales-knative', 'Knative scales its revisions itself'],
    [['spec', 'scaleTargetRef'], { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'send-parcel' }, 'scales-knative', 'Knative scales its revisions itself'],
    [[...down, 'stabilizationWindowSeconds'], 299, 'scale-down', 'a scale-down is stable for 300 s'],
    [['spec', 'advanced'], undefined, 'scale-down', 'a scale-down is stable for 300 s'],
    [['spec', 'fallback'], undefined, 'fallback', 'fallback.behavior is currentReplicasIfHigher'],
    [kafka('offsetResetPolicy'), 'latest', 'offset-reset', 'offsetResetPolicy is earliest, as the consumers read'],
    [kafka('consumerGroup'), undefined, 'kafka-trigger', 'consumerGroup is missing'],
    [kafka('version'), undefined, 'kafka-trigger', 'version is missing'],
    [kafka('limitToPartitionsWithLag'), undefined, 'kafka-trigger', 'limitToPartitionsWithLag is missing'],
    [kafka('lagTreshold'), '5', 'kafka-trigger', 'there is no lagTreshold'],
    [kafka('lagThreshold'), 50, 'kafka-trigger', 'lagThreshold is a text'],
    [kafka('lagThreshold'), '0', 'kafka-trigger', 'thresholds are whole numbers, lagThreshold above 0'],
  ]);
});

describe('A Deployment is refused with', () => {
  refuses(standard, 'Deployment', 'sort-parcels', [
    [['spec', 'replicas'], 2, 'scaler-target', 'replicas would undo what its scaler decided'],
    [[...container, 'image'], 'post/sort-parcels', 'image-tag', 'post/sort-parcels is not one version'],
    [[...container, 'livenessProbe'], undefined, 'probes', 'livenessProbe is missing'],
    [[...container, 'resources', 'requests', 'cpu'], undefined, 'resources', 'requests.cpu is missing'],
    [[...container, 'resources', 'limits'], undefined, 'resources', 'limits.memory is missing'],
    [[...container, 'securityContext', 'runAsNonRoot'], undefined, 'security-context', 'wants runAsNonRoot: true'],
    [[...container, 'securityContext', 'readOnlyRootFilesystem'], false, 'security-context', 'wants readOnlyRootFilesystem: true'],
    [[...container, 'securityContext', 'allowPrivilegeEscalation'], undefined, 'security-context', 'wants allowPrivilegeEscalation: false'],
    [[...container, 'securityContext', 'capabilities', 'drop'], ['NET_RAW'], 'security-context', 'wants capabilities.drop: [ALL]'],
    [[...container, 'securityContext', 'capabilities', 'add'], ['SYS_TIME'], 'security-context', 'wants no capabilities.add'],
    [[...container, 'securityContext', 'seccompProfile'], undefined, 'security-context', 'wants seccompProfile.type: RuntimeDefault'],
    [[...pod, 'automountServiceAccountToken'], undefined, 'service-account', 'wants automountServiceAccountToken: false'],
    [[...pod, 'volumes'], [{ name: 'disk', hostPath: { path: '/' } }], 'security-context', 'wants no hostPath disk'],
    [[...pod, 'terminationGracePeriodSeconds'], 29, 'grace', 'terminationGracePeriodSeconds is 30 or more'],
    [[...pod, 'containers'], [], 'containers', 'there is none'],
    [['spec', 'selector', 'matchLabels', 'app.kubernetes.io/name'], 'letters', 'selector', 'it does not select its own pods'],
  ]);
  refuses(withoutKnative, 'HorizontalPodAutoscaler', 'watch-parcels', [[['spec', 'scaleTargetRef', 'name'], 'send-parcel', 'two-scalers', 'Deployment send-parcel has a scaler']]);
  refuses(standard, 'PodDisruptionBudget', 'sort-parcels', [
    [['spec', 'maxUnavailable'], 0, 'disruption', 'maxUnavailable is 1 or more, or no node can be emptied'],
    [['spec', 'selector', 'matchLabels', 'app.kubernetes.io/name'], 'letters', 'selector', 'it guards nothing'],
  ]);
});
