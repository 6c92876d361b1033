/** Kafka's address and credentials from an environment; nothing when it names no brokers. */
import * as z from 'zod';
import { type KafkaAccess, saslMechanisms } from '#shared/log/kafka-access.ts';
import { Secret } from '#shared/telemetry/secret.ts';

const address = /^[^\s,:]+:\d{1,5}$/;
const pem = z.string().regex(/-----BEGIN [A-Z ]+-----/, 'is not PEM');

const Kafka = z
  .object({
    /** `host:port`, some of the cluster's, with commas between them. */
    KAFKA_BROKERS: z
      .string()
      .transform((text) => text.split(',').map((each) => each.trim()))
      .pipe(z.array(z.string().regex(address, 'is not host:port,host:port')).min(1))
      .optional(),
    KAFKA_TLS: z.enum(['true', 'false']).default('false'),
    /** PEM: who signed the brokers' certificates; the machine's authorities otherwise. */
    KAFKA_TLS_CA: pem.optional(),
    /** PEM: who this client is, for brokers that ask for a certificate. */
    KAFKA_TLS_CERT: pem.optional(),
    KAFKA_TLS_KEY: pem.optional(),
    KAFKA_SASL_MECHANISM: z.enum(saslMechanisms).optional(),
    KAFKA_SASL_USERNAME: z.string().min(1).optional(),
    KAFKA_SASL_PASSWORD: z.string().min(1).optional(),
  })
  .superRefine((given, context) => {
    const fault = (name: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [name], message });
    const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_TLS: tls } = given;
    for (const name of ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const) {
      if (mechanism !== undefined && given[name] === undefined) {
        fault(name, `is missing, and KAFKA_SASL_MECHANISM is ${mechanism}`);
      }
      if (mechanism === undefined && given[name] !== undefined) {
        fault(name, 'is given without KAFKA_SASL_MECHANISM');
      }
    }
    for (const name of ['KAFKA_TLS_CA', 'KAFKA_TLS_CERT', 'KAFKA_TLS_KEY'] as const) {
      if (tls === 'false' && given[name] !== undefined)
        fault(name, 'is given without KAFKA_TLS=true');
    }
    if ((given.KAFKA_TLS_CERT === undefined) !== (given.KAFKA_TLS_KEY === undefined)) {
      fault('KAFKA_TLS_KEY', 'and KAFKA_TLS_CERT belong together');
    }
    // A password in clear text is every listener's on the way.
    if (mechanism === 'PLAIN' && tls === 'false') {
      fault('KAFKA_TLS', 'is needed by KAFKA_SASL_MECHANISM=PLAIN, which hides nothing by itself');
    }
  });

export type Parsed =
  | { readonly access: KafkaAccess | undefined }
  | { readonly faults: readonly string[] };

export function kafkaSettings(
  environment: Readonly<Record<string, string | undefined>>,
  clientId: string,
): Parsed {
  // Without a word of Kafka there is nothing to judge: such a start does not load what judges.
  if (!Object.keys(environment).some((name) => name.startsWith('KAFKA_'))) {
    return { access: undefined };
  }
  const parsed = Kafka.safeParse(environment);
  if (!parsed.success) {
    return {
      faults: parsed.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`),
    };
  }
  const given = parsed.data;
  if (given.KAFKA_BROKERS === undefined) return { access: undefined };
  const { KAFKA_SASL_MECHANISM: mechanism } = given;
  return {
    access: {
      brokers: given.KAFKA_BROKERS,
      clientId,
      tls:
        given.KAFKA_TLS === 'false'
          ? undefined
          : {
              ca: given.KAFKA_TLS_CA,
              cert: given.KAFKA_TLS_CERT,
              key: secretOf(given.KAFKA_TLS_KEY),
            },
      sasl:
        mechanism === undefined
          ? undefined
          : {
              mechanism,
              username: given.KAFKA_SASL_USERNAME ?? '',
              password: new Secret(given.KAFKA_SASL_PASSWORD ?? ''),
            },
    },
  };
}

function secretOf(text: string | undefined): Secret | undefined {
  return text === undefined ? undefined : new Secret(text);
}
