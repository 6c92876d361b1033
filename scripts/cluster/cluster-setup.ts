/** What is asked of a cluster: whether a profile can stand in one of its namespaces. */
import type { Found } from '#shared/manifests/object.ts';
import type { Kubectl } from './kubectl.ts';
import type { Profile } from './profiles.ts';

export interface ClusterSetup {
  readonly kubectl: Kubectl;
  readonly profile: Profile;
  readonly namespace: string;
  /** Everything that would be applied. */
  readonly objects: readonly Found[];
}
