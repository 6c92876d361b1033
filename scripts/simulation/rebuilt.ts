/** Every read model made a second time, from the log alone, by the projections themselves and without a fault. */
import { eventsTopic } from '#schema/reservations/events.ts';
import { openReader } from '#shared/consume/consume.ts';
import type { ConsumerDeclaration } from '#shared/function/declare.ts';
import { type Surroundings, simulatedEngines } from './engines.ts';
import { projections } from './functions.ts';
import { lives, newLife } from './life.ts';
import type { LogServer } from './log-server.ts';
import type { Session } from './session.ts';
import type { SimulatedWorld } from './world.ts';

export interface Rebuilt {
  readonly before: readonly string[];
  readonly problems: readonly string[];
}

const models = projections.flatMap(({ context, tables = [] }) =>
  tables.map((table) => `${context}.${table}`),
);
/** A minute of simulated time for what takes milliseconds. */
const rebuildMsMax = 60_000;

export async function rebuilt(
  session: Session,
  log: LogServer,
  around: Surroundings,
  world: SimulatedWorld,
): Promise<Rebuilt> {
  const before = await snapshot(session);
  await session.ask(`truncate ${models.join(', ')};
    delete from reservations.consumer_offsets where consumer like 'project-%';
    delete from analytics.consumer_offsets where consumer like 'project-%'`);
  const life = newLife('rebuild', 'projector', 1);
  let over: { readonly error?: unknown } | undefined;
  void lives.run(life, () =>
    read(log, around, life).then(
      () => {
        over = {};
      },
      (error: unknown) => {
        over = { error };
      },
    ),
  );
  await world.run(() => over !== undefined, rebuildMsMax);
  if (over === undefined || 'error' in over)
    return { before, problems: [`the read models cannot be made again: ${String(over?.error)}`] };
  const after = await snapshot(session);
  const problems = models.flatMap((model, at) =>
    before[at] === after[at] ? [] : [`${model} is not what the facts make of it`],
  );
  return { before, problems };
}

async function read(
  log: LogServer,
  around: Surroundings,
  life: ReturnType<typeof newLife>,
): Promise<void> {
  const engines = simulatedEngines(life, around);
  for (const declaration of projections as readonly ConsumerDeclaration[]) {
    for (const [partition, state] of log.states(eventsTopic).entries()) {
      const reader = await openReader(declaration, engines, partition, state);
      const records = log.read({ topic: eventsTopic, partition }, 0, state.nextOffset);
      for (let at = 0; at < records.length; at += declaration.batchRecordsMax)
        await reader.handle(records.slice(at, at + declaration.batchRecordsMax));
    }
  }
}

async function snapshot(session: Session): Promise<readonly string[]> {
  const shown = await Promise.all(
    models.map((model) =>
      session.ask<{ rows: string | null }>(
        `select string_agg(model::text, E'\\n' order by model::text) as rows from ${model} model`,
      ),
    ),
  );
  return shown.map(({ rows }) => rows[0]?.rows ?? '');
}
