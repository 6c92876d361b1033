/**
 * Serves one function from its own process, or several that stay together: what a container runs. `PORT`
 * and the engines' addresses come from the environment; SIGTERM lets running work finish. With `--once`
 * it runs a schedule instead, and ends.
 */
import { poolMaxOf } from '#shared/database/pool-size.ts';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import type { Declaration } from '#shared/function/declare.ts';
import type { ScheduleDeclaration } from '#shared/function/schedule.ts';
import type { Sharding } from '#shared/function/shards.ts';
import type { RoleGrants } from '#shared/http/grants.ts';
import type { TopicSpec } from '#shared/log/log.ts';
import type { Broker } from '#shared/push/broker.ts';
import { runnerOf } from '#shared/schedule/runner.ts';
import { type Logger, logger } from '#shared/telemetry/logger.ts';
import { type OpenEngines, openEngines } from './open-engines.ts';
import { runFunctions } from './run-functions.ts';
import { type Settings, settingsOf } from './settings.ts';
import { refuseUnsharded, shardCheck } from './shard-checks.ts';

/** What the product adds to the runtime: nothing in `shared/` knows it. */
export interface Product {
  readonly roles: RoleGrants;
  readonly topics: readonly TopicSpec[];
  readonly sharding: Sharding;
}

/** What one process is. */
export interface Served {
  readonly name: string;
  readonly declarations: readonly Declaration[];
  /** How many processes like this one there may be at once. */
  readonly replicasMax: number;
  /** Those whose triggers, door and timers it runs itself. */
  readonly brokers?: readonly Broker[];
}

export function serve(declaration: Declaration, product: Product): Promise<void> {
  const { name, scale } = declaration;
  const { replicasMax } = scale;
  return serveTogether({ name, declarations: [declaration], replicasMax }, product);
}

export async function serveTogether(served: Served, product: Product): Promise<void> {
  // Heard before anything is opened: as a container's first process it would otherwise be deaf to it.
  const asked = untilAsked();
  try {
    process.exit(await run(served, product, asked));
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(78); // EX_CONFIG: starting again will not help.
  }
}

/** On the command line of who starts a process each time, as a CronJob does. */
const onceFlag = '--once';

/** Resolves with the first signal that asks the process to go; a second one ends it at once. */
function untilAsked(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let asked = false;
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      if (asked) process.exit(130);
      asked = true;
      resolve(name);
    });
  }
  return promise;
}

/** Resolves with the exit code. */
async function run(served: Served, product: Product, asked: Promise<string>): Promise<number> {
  const { name, declarations } = served;
  const settings = settingsOf(process.env, name);
  for (const each of declarations) refuseUnsharded(each, product.sharding, settings);
  const log = logger({ level: settings.logLevel, service: settings.revision ?? name });
  const engines = enginesOf(served, product, settings, log);
  if (!process.argv.includes(onceFlag)) {
    await serveUntil(asked, served, engines, settings);
    return 0;
  }
  const [only, another] = declarations;
  if (only?.kind === 'schedule' && another === undefined) return runOnce(asked, only, engines);
  throw new SetupProblem(`${onceFlag} runs a schedule; ${name} is none.`);
}

async function runOnce(
  asked: Promise<string>,
  declaration: ScheduleDeclaration,
  engines: OpenEngines,
): Promise<number> {
  void asked.then(() => engines.announceClosing());
  const ran = await runnerOf(declaration, engines, engines.house.closing)();
  await engines.close();
  return ran === 'done' ? 0 : 1;
}

async function serveUntil(
  asked: Promise<string>,
  { name, declarations, brokers }: Served,
  engines: OpenEngines,
  settings: Settings,
): Promise<void> {
  const functions = await runFunctions(declarations, engines, {
    ...settings,
    ...(brokers === undefined ? {} : { brokers }),
    before: declarations
      .map((each) => shardCheck(each, engines))
      .find((each) => each !== undefined),
  });
  engines.logger.info('serving', { function: name, port: functions.port });
  // Engines that are away may come while it is asked to go: both are waited for.
  const signal = await Promise.race([functions.ready.then(() => asked), asked]);
  engines.logger.info('stopping', { signal });
  engines.announceClosing();
  await functions.stop();
  await engines.close();
}

function enginesOf(
  { name, declarations, replicasMax }: Served,
  product: Product,
  settings: Settings,
  log: Logger,
): OpenEngines {
  return openEngines({
    database: settings.database,
    shards:
      settings.shards.length === 0
        ? undefined
        : { others: settings.shards, sharding: product.sharding },
    databaseDriver: settings.databaseDriver,
    redisUrl: settings.redisUrl,
    replicasMax,
    poolMax: poolMaxOf(settings.databaseConnectionsMax, replicasMax),
    service: name,
    instance: settings.instance,
    logger: log,
    signingSecret: settings.signingSecret,
    issuers: settings.issuers,
    providerReach: settings.providerReach,
    roles: product.roles,
    kafka: settings.kafka,
    topics: product.topics,
    trustedHops: settings.trustedHops,
    otlpEndpoint: settings.otlpEndpoint,
    ...(settings.tracesPerSecond === undefined
      ? {}
      : { tracesPerSecond: settings.tracesPerSecond }),
    ...(settings.leaseMs === undefined
      ? {}
      : { leases: { leaseMs: settings.leaseMs, renewMs: Math.floor(settings.leaseMs / 3) } }),
    house: { name: 'Serai', functions: declarations, demoUsers: [] },
  });
}
