/** How a process reaches its Kafka: addresses, encryption, who it is. */
import type { Secret } from '#shared/telemetry/secret.ts';

export const saslMechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

export interface KafkaAccess {
  /** `host:port`, some of the cluster's; the others are learned. */
  readonly brokers: readonly string[];
  /** In the broker's own logs and quotas. */
  readonly clientId: string;
  /** Nothing: not encrypted. */
  readonly tls?:
    | {
        /** PEM; the machine's authorities when not given. */
        readonly ca?: string | undefined;
        /** PEM of a client that shows its own certificate. */
        readonly cert?: string | undefined;
        readonly key?: Secret | undefined;
      }
    | undefined;
  readonly sasl?:
    | {
        readonly mechanism: (typeof saslMechanisms)[number];
        readonly username: string;
        readonly password: Secret;
      }
    | undefined;
}
