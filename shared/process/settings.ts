/** The settings of one process, parsed once from its environment; every fault is named at once. */
import { hostname } from 'node:os';
import * as z from 'zod';
import { RedisAddress } from '#shared/cache/redis-address.ts';
import { type DatabaseAddress, databaseAddress } from '#shared/database/address.ts';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import type { Issuer } from '#shared/http/verify.ts';
import type { KafkaAccess } from '#shared/log/kafka-access.ts';
import { systemRandom } from '#shared/system.ts';
import { LOG_LEVELS } from '#shared/telemetry/logger.ts';
import { Secret } from '#shared/telemetry/secret.ts';
import { kafkaSettings } from './kafka-settings.ts';

/** Of key pairs only: who can check a token must not be able to make one. */
const algorithms = [
  'EdDSA',
  'Ed25519',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
] as const;

const Issuers = z
  .array(
    z.strictObject({
      issuer: z.string().min(1),
      audience: z.string().min(1),
      algorithms: z.array(z.enum(algorithms)).min(1),
      keys: z.union([
        z.strictObject({ uri: z.url() }),
        z.strictObject({ jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }) }),
      ]),
      tenants: z.union([z.literal('any'), z.array(z.uuid().toLowerCase())]),
      roles: z.record(z.string(), z.string()),
    }),
  )
  .min(1);

const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  /** All addresses in a container; loopback elsewhere. */
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z.url(),
  /** Of the server itself, where DATABASE_URL leads to a transaction pooler. */
  DATABASE_DIRECT_URL: z.url().optional(),
  /** Connections for transactions that all replicas of this function may hold together. */
  DATABASE_CONNECTIONS_MAX: z.coerce.number().int().min(1).max(100_000).optional(),
  REDIS_URL: z
    .string()
    .refine((text) => RedisAddress.safeParse(text).success, 'is not redis://… or rediss://…')
    .optional(),
  /** JSON: the issuers whose tokens are taken. */
  SERAI_ISSUERS: z.string().transform(json).pipe(Issuers),
  /** Signs what the house hands out and takes back; the same for all functions. */
  SERAI_SIGNING_SECRET: z.string().min(32),
  /** Proxies of ours before this process, whose `X-Forwarded-For` is believed. */
  SERAI_TRUSTED_HOPS: z.coerce.number().int().min(0).max(10).default(0),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  /** Knative's name of this revision, for logs and traces. */
  K_REVISION: z.string().optional(),
  SERAI_TRACES_PER_SECOND: z.coerce.number().min(0).max(10_000).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  /** Beyond what can be answered in this time, requests are told to come back. */
  SERAI_ANSWER_MS_MAX: z.coerce.number().int().min(10).max(60_000).optional(),
  SERAI_LEASE_MS: z.coerce.number().int().min(1000).max(120_000).optional(),
});

function json(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
}

export interface Settings {
  readonly port: number;
  readonly hostname: string;
  readonly database: DatabaseAddress;
  readonly databaseConnectionsMax: number | undefined;
  readonly redisUrl: string | undefined;
  readonly issuers: readonly Issuer[];
  readonly signingSecret: Secret;
  readonly trustedHops: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly revision: string | undefined;
  readonly tracesPerSecond: number | undefined;
  readonly otlpEndpoint: string | undefined;
  readonly leaseMs: number | undefined;
  readonly answerMsMax: number | undefined;
  /** Nothing: the log is in the database. */
  readonly kafka: KafkaAccess | undefined;
  /** Unlike any other process's. */
  readonly instance: string;
}

export function settingsOf(
  environment: Readonly<Record<string, string | undefined>>,
  service: string,
): Settings {
  const parsed = Environment.safeParse(environment);
  const kafka = kafkaSettings(environment, service);
  if (!parsed.success || 'faults' in kafka) {
    const own = parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    const faults = [...(own ?? []), ...('faults' in kafka ? kafka.faults : [])];
    throw new SetupProblem(`The environment is not complete: ${faults.join('; ')}.`);
  }
  const given = parsed.data;
  return {
    port: given.PORT,
    hostname: given.HOST,
    database: databaseAddress(given.DATABASE_URL, given.DATABASE_DIRECT_URL),
    databaseConnectionsMax: given.DATABASE_CONNECTIONS_MAX,
    redisUrl: given.REDIS_URL,
    issuers: given.SERAI_ISSUERS,
    signingSecret: new Secret(given.SERAI_SIGNING_SECRET),
    trustedHops: given.SERAI_TRUSTED_HOPS,
    logLevel: given.LOG_LEVEL,
    revision: given.K_REVISION,
    tracesPerSecond: given.SERAI_TRACES_PER_SECOND,
    otlpEndpoint: given.OTEL_EXPORTER_OTLP_ENDPOINT,
    leaseMs: given.SERAI_LEASE_MS,
    answerMsMax: given.SERAI_ANSWER_MS_MAX,
    kafka: kafka.access,
    instance: instanceName(),
  };
}

/**
 * A pod's name tells it from its siblings at its end, and in a container every process is number 1:
 * the random part makes it unlike the one that ran here before, too.
 */
function instanceName(): string {
  const host = hostname()
    .replaceAll(/[^A-Za-z0-9-]/g, '-')
    .slice(-40);
  return `${host}-${process.pid}-${systemRandom.bytes(4).toString('hex')}`;
}
