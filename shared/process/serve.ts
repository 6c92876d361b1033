/**
 * Serves one function from its own process: what a container runs. `PORT` and the engines'
 * addresses come from the environment; SIGTERM lets running work finish.
 */
import { poolMaxOf } from '#shared/database/pool-size.ts';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import type { Declaration } from '#shared/function/declare.ts';
import type { RoleGrant } from '#shared/http/verify.ts';
import type { TopicSpec } from '#shared/log/log.ts';
import { logger } from '#shared/telemetry/logger.ts';
import { openEngines } from './open-engines.ts';
import { runFunctions } from './run-functions.ts';
import { settingsOf } from './settings.ts';

/** What the product adds to the runtime: nothing in `shared/` knows it. */
export interface Product {
  readonly roles: Readonly<Record<string, RoleGrant>>;
  readonly topics: readonly TopicSpec[];
}

export async function serve(declaration: Declaration, product: Product): Promise<void> {
  // Heard before anything is opened: as a container's first process it would otherwise be deaf to it.
  const asked = untilAsked();
  try {
    await run(declaration, product, asked);
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(78); // EX_CONFIG: starting again will not help.
  }
  process.exit(0);
}

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

async function run(
  declaration: Declaration,
  product: Product,
  asked: Promise<string>,
): Promise<void> {
  const settings = settingsOf(process.env, declaration.name);
  const log = logger({ level: settings.logLevel, service: settings.revision ?? declaration.name });
  const engines = openEngines({
    database: settings.database,
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
  const functions = await runFunctions([declaration], engines, settings);
  log.info('serving', { function: declaration.name, port: functions.port });
  // Engines that are away may come while it is asked to go: both are waited for.
  const signal = await Promise.race([functions.ready.then(() => asked), asked]);
  log.info('stopping', { signal });
  engines.announceClosing();
  await functions.stop();
  await engines.close();
}
