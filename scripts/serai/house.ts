/** The whole product in one process, on engines of its own or on a PostgreSQL that is given. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokers } from '#schema/brokers.ts';
import { roleGrants, topics } from '#schema/product.ts';
import { databaseAddress } from '#shared/database/address.ts';
import { embeddedPostgres } from '#shared/database/embedded.ts';
import { forgetLeases } from '#shared/database/forget-leases.ts';
import { preparePartitions } from '#shared/database/maintenance.ts';
import { migrate } from '#shared/database/migrate.ts';
import type { PostgresDriver } from '#shared/database/postgres-driver.ts';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { checkShard } from '#shared/database/shard-mark.ts';
import type { DemoUser } from '#shared/function/house.ts';
import { type TokenIssuer, tokenIssuer } from '#shared/http/issuer.ts';
import { ownForm } from '#shared/http/issuer-settings.ts';
import type { KafkaAccess } from '#shared/log/kafka-access.ts';
import { declarationsIn } from '#shared/openapi/checkout.ts';
import { openEngines } from '#shared/process/open-engines.ts';
import { runFunctions } from '#shared/process/run-functions.ts';
import { systemClock, systemIds, systemRandom } from '#shared/system.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import { Secret } from '#shared/telemetry/secret.ts';
import { houseKeys } from './keys.ts';

export interface HouseOptions {
  /** Where it keeps everything. */
  readonly home: string;
  /** 0: a free one. */
  readonly port: number;
  /** Where Prometheus asks; nobody is answered when it is left out. */
  readonly metricsPort?: number | undefined;
  /** Nothing is kept, and what it stood on goes with it. */
  readonly ephemeral?: boolean;
  /** Instead of the embedded database. */
  readonly databaseUrl?: string | undefined;
  /** Of the server itself, where `databaseUrl` leads to a transaction pooler. */
  readonly databaseDirectUrl?: string | undefined;
  readonly databaseDriver?: PostgresDriver | undefined;
  readonly redisUrl?: string | undefined;
  /** Instead of the log in the database. */
  readonly kafka?: KafkaAccess | undefined;
  readonly logger: Logger;
  readonly demoUsers?: readonly DemoUser[];
  /** Set up for much work in short time, e.g. a replay: no limit of requests. */
  readonly unlimited?: boolean;
}

export interface RunningHouse {
  readonly url: string;
  readonly metricsPort: number | undefined;
  /** Of the database's owner, past a pooler: for backups and audits from outside. */
  readonly databaseUrl: string;
  /** Where the database really is: its user must be able to reach it. */
  readonly databaseDirectory: string | undefined;
  /** Signs for anyone: never to be handed to what serves requests of others. */
  readonly issuer: TokenIssuer;
  /** A token of the house's own operator, for what only the house may do. */
  operatorToken(): Promise<string>;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const operatorSeconds = 3600;
const issuerName = 'https://serai.invalid/issuer';
const audience = 'serai';

export async function startHouse(options: HouseOptions): Promise<RunningHouse> {
  const { logger, ephemeral = false } = options;
  const home = ephemeral ? await mkdtemp(join(tmpdir(), 'serai-')) : options.home;
  const undo: (() => Promise<void>)[] = [];
  /** Every step is taken, whatever became of the one before: a server must not be left running. */
  const stop = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const step of undo.splice(0).reverse()) {
      await step().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    if (ephemeral) undo.push(() => rm(home, { recursive: true, force: true }));
    await mkdir(home, { recursive: true, mode: 0o755 }).catch((cause: NodeJS.ErrnoException) => {
      throw new SetupProblem(`${home} cannot be made (${cause.code}); choose another place.`, {
        cause,
      });
    });
    const keys = await houseKeys(home);
    const embedded =
      options.databaseUrl === undefined
        ? await embeddedPostgres({ directory: join(home, 'postgres'), ephemeral })
        : undefined;
    if (embedded !== undefined) undo.push(() => embedded.stop());
    const database = databaseAddress(
      options.databaseUrl ?? embedded?.url ?? '',
      options.databaseDirectUrl,
    );
    const databaseUrl = database.directUrl;
    const { applied } = await migrate({ url: databaseUrl });
    if (embedded !== undefined) await forgetLeases(databaseUrl);
    if (applied.length > 0)
      logger.info(`the database was brought up to date: ${applied.length} migrations`);

    const issuer = await tokenIssuer({
      issuer: issuerName,
      audience,
      key: keys.issuer,
      clock: systemClock,
      ids: systemIds,
    });
    const declarations = await declarationsIn(root);
    const engines = openEngines({
      database,
      databaseDriver: options.databaseDriver,
      redisUrl: options.redisUrl,
      service: 'house',
      // In containers every house is process number 1, and two of one name would not hear each other.
      instance: `house-${process.pid}-${systemRandom.bytes(4).toString('hex')}`,
      logger,
      signingSecret: new Secret(keys.signingSecret),
      issuer,
      issuers: [
        {
          ...ownForm,
          issuer: issuerName,
          audience,
          algorithms: ['EdDSA'],
          keys: { jwks: { keys: issuer.publicKeys() } },
          tenants: 'any',
          roles: Object.fromEntries(Object.keys(roleGrants).map((name) => [name, name])),
        },
      ],
      // A laptop's provider stands beside it.
      providerReach: 'loopback',
      roles: roleGrants,
      kafka: options.kafka,
      topics,
      poolMax: 6,
      ...(options.unlimited === true ? { rates: unlimitedRates } : {}),
      house: { name: 'Serai', functions: declarations, demoUsers: options.demoUsers ?? [] },
    });
    undo.push(() => engines.close());
    await checkShard(engines.database('telemetry'), { number: 0, shards: 1 });
    for (const topic of topics) await engines.log.ensureTopic(topic);
    // Before the first fact comes; `maintain-database` makes those of later months.
    await preparePartitions({ url: databaseUrl, nowMs: systemClock.nowMs() });
    const functions = await runFunctions(declarations, engines, {
      port: options.port,
      metricsPort: options.metricsPort,
      hostname: '127.0.0.1',
      brokers,
    });
    undo.push(() => functions.stop());
    undo.push(async () => engines.announceClosing());
    await functions.ready;
    return {
      url: `http://127.0.0.1:${functions.port}`,
      metricsPort: functions.metricsPort,
      databaseUrl,
      databaseDirectory: embedded?.directory,
      issuer,
      operatorToken: () =>
        issuer.sign(
          { sub: 'house', roles: ['operator'], scope_ids: 'all', client_id: 'house' },
          operatorSeconds,
        ),
      stop,
    };
  } catch (error) {
    // What went wrong first is what a person has to know.
    await stop().catch(() => undefined);
    throw error;
  }
}

const much = { perSecond: 1_000_000, burst: 1_000_000 };
const unlimitedRates = { token: much, tenant: much, address: much };
