/** What is wrong with objects that are applied together and that no schema of their kinds tells. */
import type { Found } from './object.ts';
import { accountRule } from './rules/accounts.ts';
import { annotationRule } from './rules/annotations.ts';
import { deliveryRule } from './rules/deliveries.ts';
import type { Fault, Rule } from './rules/fault.ts';
import { knativeServiceRule } from './rules/knative-services.ts';
import { nameRule } from './rules/names.ts';
import { networkRule } from './rules/network.ts';
import { podSecurityRule } from './rules/pod-security.ts';
import { referenceRule } from './rules/references.ts';
import { scalerRule } from './rules/scalers.ts';
import { scheduleRule } from './rules/schedules.ts';
import { secretRule } from './rules/secrets.ts';
import { topicRule } from './rules/topics.ts';
import { workloadRule } from './rules/workloads.ts';

const rules: readonly Rule[] = [
  accountRule,
  annotationRule,
  deliveryRule,
  knativeServiceRule,
  nameRule,
  networkRule,
  podSecurityRule,
  referenceRule,
  scalerRule,
  scheduleRule,
  secretRule,
  topicRule,
  workloadRule,
];

export function faults(objects: readonly Found[]): readonly Fault[] {
  return rules.flatMap((rule) => rule(objects));
}
