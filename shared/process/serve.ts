/**
 * Serves one function from its own process: what a container runs. `PORT` and the engines'
 * addresses come from the environment; SIGTERM lets running work finish. With `--once` it runs a
 * schedule instead, and ends.
 */
import { poolMaxOf } from '#shared/database/pool-size.ts';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import type { Declaration } from '#shared/function/declare.ts';
import type { ScheduleDeclaration } from '#shared/function/schedule.ts';
import type { Sharding } from '#shared/function/shards.ts';
import type { RoleGrant } from '#shared/http/verify.ts';
import type { TopicSpec } from '#shared/log/log.ts';
import { runnerOf } from '#shared/schedule/runner.ts';
import { type Logger, logger } from '#shared/telemetry/logger.ts';
import { type OpenEngines, openEngines } from './open-engines.ts';
import { runFunctions } from './run-functions.ts';
import { type Settings, settingsOf } from './settings.ts';
import { refuseUnsharded, shardCheck } from './shard-checks.ts';

/** What the product adds to the runtime: nothing in `shared/` knows it. */
export interface Product {
  readonly roles: Readonly<Record<string, RoleGrant>>;
  readonly topics: readonly TopicSpec[];
  readonly sharding: Sharding;
}

export async function serve(declaration: Declaration, product: Product): Promise<void> {
  // Heard before anything is opened: as a container's first process it would otherwise be deaf to it.
  const asked = untilAsked();
  try {
    process.exit(await run(declaration, product, asked));
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
async function run(
  declaration: Declaration,
  product: Product,
  asked: Promise<string>,
): Promise<number> {
  const settings = settingsOf(process.env, declaration.name);
  refuseUnsharded(declaration, product.sharding, settings);
  const log = logger({ level: settings.logLevel, service: settings.revision ?? declaration.name });
  const engines = enginesOf(declaration, product, settings, log);
  if (!process.argv.includes(onceFlag)) {
    await serveUntil(asked, declaration, engines, settings);
    return 0;
  }
  if (declaration.kind === 'schedule') return runOnce(asked, declaration, engines);
  throw new SetupProblem(`${onceFlag} runs a schedule; ${declaration.name} is none.`);
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
  declaration: Declaration,
  engines: OpenEngines,
  settings: Settings,
): Promise<void> {
  const functions = await runFunctions([declaration], engines, {
    ...settings,
    before: shardCheck(declaration, engines),
  });
  engines.logger.info('serving', { function: declaration.name, port: functions.port });
  // Engines that are away may come while it is asked to go: both are waited for.
  const signal = await Promise.race([functions.ready.then(() => asked), asked]);
  engines.logger.info('stopping', { signal });
  engines.announceClosing();
  await functions.stop();
  await engines.close();
}

function enginesOf(
  declaration: Declaration,
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
    replicasMax: declaration.scale.replicasMax,
    poolMax: poolMaxOf(settings.databaseConnectionsMax, declaration.scale.replicasMax),
    service: declaration.name,
    instance: settings.instance,
    logger: log,
    signingSecret: settings.signingSecret,
    issuers: settings.issuers,
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
    house: { name: 'Serai', functions: [declaration], demoUsers: [] },
  });
}
