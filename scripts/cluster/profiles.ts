/** What each profile is made of, and what it needs of a cluster. */
import { exitCodes, Sorry } from '../serai/sorry.ts';

export interface Need {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The definition whose labels tell the product's version. */
  readonly definition: string;
  /** Below it, something that our manifests say is not known; `undefined`: the API's version says enough. */
  readonly oldest?: string;
  readonly way: string;
}

export interface Profile {
  readonly name: string;
  /** From the repository's root. */
  readonly overlay: string;
  readonly needs: readonly Need[];
  /** Components that put the cluster's names where the bases say the usual ones. */
  readonly names: readonly string[];
}

const serving: Need = {
  ...{ name: 'Knative Serving', group: 'serving.knative.dev', version: 'v1', kind: 'Service' },
  ...{ definition: 'services.serving.knative.dev', oldest: '1.20' },
  way: 'install Knative Serving with Kourier, or deploy PROFILE=no-knative',
};
const gatewayApi: Need = {
  name: 'Gateway API',
  ...{ group: 'gateway.networking.k8s.io', version: 'v1', kind: 'HTTPRoute' },
  ...{ definition: 'httproutes.gateway.networking.k8s.io', oldest: '1.2' },
  way: 'install the Gateway API and an implementation that takes regular expressions in paths',
};
const eventing: Need = {
  ...{ name: 'Knative Eventing', group: 'eventing.knative.dev', version: 'v1', kind: 'Trigger' },
  ...{ definition: 'triggers.eventing.knative.dev', oldest: '1.20' },
  way: 'install Knative Eventing, or deploy PROFILE=light',
};
const kafkaBroker: Need = {
  name: 'Kafka Broker',
  ...{ group: 'eventing.knative.dev', version: 'v1alpha1', kind: 'KafkaSink' },
  definition: 'kafkasinks.eventing.knative.dev',
  way: 'install the Kafka Broker and KafkaSink of Knative Eventing, or deploy PROFILE=light',
};
const keda: Need = {
  ...{ name: 'KEDA', group: 'keda.sh', version: 'v1alpha1', kind: 'ScaledObject' },
  ...{ definition: 'scaledobjects.keda.sh', oldest: '2.17' },
  way: 'install KEDA, or deploy PROFILE=light',
};
const strimzi: Need = {
  ...{ name: 'Strimzi', group: 'kafka.strimzi.io', version: 'v1', kind: 'KafkaTopic' },
  definition: 'kafkatopics.kafka.strimzi.io',
  way: 'install Strimzi 1.0 or newer, or deploy PROFILE=light',
};

const profiles: readonly Profile[] = [
  {
    ...{ name: 'light', overlay: 'knative/overlays/light', names: ['knative/cluster'] },
    needs: [serving, gatewayApi],
  },
  {
    ...{ name: 'standard', overlay: 'knative/overlays/standard', names: ['knative/cluster'] },
    needs: [serving, gatewayApi, eventing, kafkaBroker, keda, strimzi],
  },
  {
    ...{ name: 'no-knative', overlay: 'keda/overlays/no-knative', names: [] },
    needs: [gatewayApi, keda, strimzi],
  },
];

export function profileNamed(name: string): Profile {
  const found = profiles.find((each) => each.name === name);
  if (found !== undefined) return found;
  const known = profiles.map((each) => each.name).join(', ');
  throw new Sorry(`There is no profile "${name}"; there is ${known}.`, exitCodes.usage);
}
