/** The settings of one process, parsed once from its environment; every fault is named at once. */
import { hostname as machine } from 'node:os';
import { type DatabaseAddress, databaseAddress } from '#shared/database/address.ts';
import { neonDriver } from '#shared/database/neon-driver.ts';
import type { PostgresDriver } from '#shared/database/postgres-driver.ts';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import type { Issuer } from '#shared/http/issuer-settings.ts';
import type { KafkaAccess } from '#shared/log/kafka-access.ts';
import { type Reach, reaches } from '#shared/outgoing/addresses.ts';
import { LOG_LEVELS } from '#shared/telemetry/logger.ts';
import { Secret } from '#shared/telemetry/secret.ts';
import {
  anyText,
  fieldsOf,
  numberIn,
  oneOf,
  type Read,
  textOf,
  Unfit,
  url,
  wholeIn,
} from './fields.ts';
import { issuersOf } from './issuers.ts';
import { kafkaSettings } from './kafka-settings.ts';
import { shardUrlsOf } from './shard-urls.ts';

const redis: Read<string> = (text) => {
  if (/^rediss?:/.test(text) && URL.canParse(text)) return text;
  throw new Unfit('is not redis://… or rediss://…');
};

const webSocket: Read<string> = (text) => {
  if (/^wss?:/.test(text) && URL.canParse(text)) return text;
  throw new Unfit('is not ws://… or wss://…');
};

export interface Settings {
  readonly port: number;
  readonly hostname: string;
  readonly database: DatabaseAddress;
  /** The databases after it; none, where one has everything. */
  readonly shards: readonly DatabaseAddress[];
  readonly databaseDriver: PostgresDriver | undefined;
  readonly databaseConnectionsMax: number | undefined;
  readonly redisUrl: string | undefined;
  /** Nothing: the log is in the database. */
  readonly kafka: KafkaAccess | undefined;
  readonly issuers: readonly Issuer[];
  /** Where an identity provider that a tenant brings may stand. */
  readonly providerReach: Reach;
  readonly signingSecret: Secret;
  readonly trustedHops: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly revision: string | undefined;
  readonly tracesPerSecond: number | undefined;
  readonly otlpEndpoint: string | undefined;
  readonly leaseMs: number | undefined;
  readonly answerMsMax: number | undefined;
  readonly metricsPort: number | undefined;
  /** Unlike any other process's. */
  readonly instance: string;
}

export function settingsOf(
  environment: Readonly<Record<string, string | undefined>>,
  service: string,
): Settings {
  const { field, optional, faults } = fieldsOf(environment);
  const port = field('PORT', wholeIn(0, 65_535), '8080');
  // All addresses in a container; loopback elsewhere.
  const hostname = field('HOST', anyText, '127.0.0.1');
  const databaseUrl = field('DATABASE_URL', url);
  // Of the server itself, where DATABASE_URL leads to a transaction pooler.
  const directUrl = optional('DATABASE_DIRECT_URL', url);
  // Separated by commas: the databases that hold the other buckets, in their order, DATABASE_URL being the first.
  const shardUrls = optional('DATABASE_SHARD_URLS', shardUrlsOf(environment));
  // `neon`: PostgreSQL's protocol in WebSockets, where nothing else gets out.
  const driver = field('DATABASE_DRIVER', oneOf(['pg', 'neon']), 'pg');
  // A WebSocket proxy of one's own for `neon`; left out, Neon's.
  const databaseProxyUrl = optional('DATABASE_WS_PROXY', webSocket);
  // Connections for transactions that all replicas of this function may hold together.
  const databaseConnectionsMax = optional('DATABASE_CONNECTIONS_MAX', wholeIn(1, 100_000));
  const redisUrl = optional('REDIS_URL', redis);
  // JSON: the issuers whose tokens are taken.
  const issuers = field('SERAI_ISSUERS', issuersOf);
  // Where identity providers of tenants may stand: on the internet; in a network of one's own too.
  const providerReach = field('SERAI_PROVIDER_REACH', oneOf(reaches), 'public');
  // Signs what the house hands out and takes back; the same for all functions.
  const signingSecret = field('SERAI_SIGNING_SECRET', textOf(32));
  // Proxies of ours before this process, whose `X-Forwarded-For` is believed.
  const trustedHops = field('SERAI_TRUSTED_HOPS', wholeIn(0, 10), '0');
  const logLevel = field('LOG_LEVEL', oneOf(LOG_LEVELS), 'info');
  // Knative's name of this revision, for logs and traces.
  const revision = optional('K_REVISION', anyText);
  const tracesPerSecond = optional('SERAI_TRACES_PER_SECOND', numberIn(0, 10_000));
  const otlpEndpoint = optional('OTEL_EXPORTER_OTLP_ENDPOINT', url);
  // Beyond what can be answered in this time, requests are told to come back.
  const answerMsMax = optional('SERAI_ANSWER_MS_MAX', wholeIn(10, 60_000));
  // Where Prometheus asks, on an address that no route leads to; left out, nobody is answered.
  const metricsPort = optional('METRICS_PORT', wholeIn(0, 65_535));
  const leaseMs = optional('SERAI_LEASE_MS', wholeIn(1000, 120_000));
  const kafka = kafkaSettings(environment, service);
  if (faults.length > 0 || 'faults' in kafka) {
    const all = [...faults, ...('faults' in kafka ? kafka.faults : [])];
    throw new SetupProblem(`The environment is not complete: ${all.join('; ')}.`);
  }
  return {
    port: port(),
    hostname: hostname(),
    database: databaseAddress(databaseUrl(), directUrl()),
    shards: (shardUrls() ?? []).map((each) => databaseAddress(each, undefined)),
    databaseDriver: driver() === 'neon' ? neonDriver({ proxyUrl: databaseProxyUrl() }) : undefined,
    databaseConnectionsMax: databaseConnectionsMax(),
    redisUrl: redisUrl(),
    kafka: kafka.access,
    issuers: issuers(),
    providerReach: providerReach(),
    signingSecret: new Secret(signingSecret()),
    trustedHops: trustedHops(),
    logLevel: logLevel(),
    revision: revision(),
    tracesPerSecond: tracesPerSecond(),
    otlpEndpoint: otlpEndpoint(),
    leaseMs: leaseMs(),
    answerMsMax: answerMsMax(),
    metricsPort: metricsPort(),
    instance: instanceName(),
  };
}

/**
 * A pod's name tells it from its siblings at its end, and in a container every process is number 1:
 * the time makes it unlike the one that ran here before, too. Random bytes would do the same and
 * cost a start the loading of all cryptography.
 */
function instanceName(): string {
  const host = machine()
    .replaceAll(/[^A-Za-z0-9-]/g, '-')
    .slice(-40);
  return `${host}-${process.pid}-${Date.now().toString(36)}`;
}
