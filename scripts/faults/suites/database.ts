/** What happens to databases: backends killed, immediate stops, no connections left, a transaction that nobody ends, commits that roll back, a disk that is full. */
import { setTimeout as delay } from 'node:timers/promises';
import { type FullDisk, smallDisk } from '../small-disk.ts';
import { atLeast, type Harmed, percentile, type Run, type Suite } from '../suite.ts';
import { underLoad, type World } from '../world.ts';
import { occupyConnections } from './database-connections.ts';
import { holdTransactions } from './database-transactions.ts';

/** The database with room for its own work, and so small that filling it takes a second. */
const diskBytes = 640 * 1024 * 1024;
const terminationsFull = 60;
const terminationsQuick = 6;
const stopsFull = 10;
const stopsQuick = 1;
const heldMsFull = 180_000;
const heldMsQuick = 12_000;
const rollbackMsFull = 20_000;
const rollbackMsQuick = 3_000;
const fullMsFull = 20_000;
const fullMsQuick = 3_000;

export const database: Suite = async (run) => {
  const disk = await smallDisk(diskBytes);
  try {
    const { result, intents, faults } = await underLoad(
      {
        profile: run.profile,
        proxied: true,
        ...('mounted' in disk ? { databaseDirectory: disk.mounted } : {}),
      },
      (world) => harmAll(world, disk, run),
    );
    return {
      figures: [...result.map(({ figure }) => figure), `${intents.length} keys`],
      checks: [
        { title: 'a database that fails loses nothing and doubles nothing', faults },
        ...result.flatMap(({ checks }) => checks),
      ],
    };
  } finally {
    await disk.remove();
  }
};

async function harmAll(world: World, disk: FullDisk, { quick, say }: Run): Promise<Harmed[]> {
  const steps: readonly (() => Promise<Harmed>)[] = [
    () => terminateBackends(world, quick ? terminationsQuick : terminationsFull),
    () => stopImmediately(world, quick ? stopsQuick : stopsFull),
    () => occupyConnections(world),
    () => holdTransactions(world, quick ? heldMsQuick : heldMsFull),
    () => answerRollback(world, quick ? rollbackMsQuick : rollbackMsFull),
    () => refuseDeferred(world, quick ? rollbackMsQuick : rollbackMsFull),
    () => fillDisk(world, disk, quick ? fullMsQuick : fullMsFull),
  ];
  const harmed: Harmed[] = [];
  for (const step of steps) {
    harmed.push(await step());
    say(harmed.at(-1)?.figure ?? '');
  }
  return harmed;
}

/** Of the product alone, one at a time and sometimes all at once. */
async function terminateBackends(world: World, rounds: number): Promise<Harmed> {
  let terminated = 0;
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await world.busy();
    const limit = round % 3 === 0 ? 'all' : '1';
    terminated += await world.withOwner(async (owner) => {
      const { rowCount } = await owner.query(
        `select pg_terminate_backend(pid) from (
           select pid from pg_stat_activity
           where backend_type = 'client backend' and application_name not like '%faults%'
           order by random() limit ${limit}) as victims`,
      );
      return rowCount ?? 0;
    });
    times.push(await world.worksAgain());
  }
  return {
    figure: `${terminated} backends killed, back in ${percentile(times, 99).toFixed(0)} ms`,
    checks: [atLeast('backends were killed', terminated, rounds)],
  };
}

async function stopImmediately({ stack, busy, worksAgain }: World, stops: number): Promise<Harmed> {
  const times: number[] = [];
  for (let stop = 0; stop < stops; stop += 1) {
    await busy();
    await stack.postgres.kill('SIGQUIT');
    await stack.postgres.start();
    times.push(await worksAgain());
  }
  const figure = `${stops} immediate stops, back in ${percentile(times, 99).toFixed(0)} ms`;
  return { figure, checks: [] };
}

/** The same length, so that the frame stays whole; PostgreSQL answers it with the tag ROLLBACK. */
const commit = Buffer.from('commit\0');
const abort = Buffer.from('abort \0');

function abortInstead(sent: Buffer): Buffer | undefined {
  const at = sent.indexOf(commit);
  if (at === -1 || Math.random() < 0.5) return undefined;
  const other = Buffer.from(sent);
  abort.copy(other, at);
  return other;
}

async function answerRollback({ stack, worksAgain }: World, ms: number): Promise<Harmed> {
  const proxies = stack.hops.filter(({ to }) => to === 'postgres').map(({ proxy }) => proxy);
  for (const proxy of proxies) proxy.inflict({ kind: 'rewritten', rewrite: abortInstead });
  await delay(ms);
  const struck = proxies.reduce((sum, proxy) => sum + proxy.struck(), 0);
  for (const proxy of proxies) proxy.inflict({ kind: 'none' });
  const tookMs = await worksAgain();
  return {
    figure: `${struck} COMMITs answered ROLLBACK, back in ${tookMs.toFixed(0)} ms`,
    checks: [atLeast('COMMITs answered ROLLBACK', struck, 1)],
  };
}

/** Every third transaction fails in its COMMIT, as a serialization failure does. */
async function refuseDeferred(world: World, ms: number): Promise<Harmed> {
  await world.withOwner((owner) =>
    owner.query(`
      create sequence public.planted_refusals;
      grant usage on sequence public.planted_refusals to public;
      create function public.planted_refusal() returns trigger language plpgsql as $$
      begin
        if random() < 0.3 then
          perform nextval('public.planted_refusals');
          raise exception 'planted' using errcode = '40001';
        end if;
        return null;
      end $$;
      create constraint trigger planted_refusal after update on reservations.consumer_offsets
        deferrable initially deferred for each row execute function public.planted_refusal()`),
  );
  await delay(ms);
  const refused = await world.withOwner(async (owner) => {
    await owner.query('drop trigger planted_refusal on reservations.consumer_offsets');
    const { rows } = await owner.query<{ refused: number }>(
      `select case when is_called then last_value else 0 end::integer as refused
       from public.planted_refusals`,
    );
    return rows[0]?.refused ?? 0;
  });
  const tookMs = await world.worksAgain();
  return {
    figure: `${refused} COMMITs refused by a deferred constraint, back in ${tookMs.toFixed(0)} ms`,
    checks: [atLeast('COMMITs were refused by a deferred constraint', refused, 1)],
  };
}

/** A server that found no room for its log has ended, as it must. */
function serves(world: World): Promise<boolean> {
  return world
    .withOwner((owner) => owner.query('select 1'))
    .then(
      () => true,
      () => false,
    );
}

async function fillDisk(world: World, disk: FullDisk, ms: number): Promise<Harmed> {
  if ('missing' in disk) return { figure: `disk full not run (${disk.missing})`, checks: [] };
  const { postgres } = world.stack;
  await world.busy();
  await disk.fill();
  const failed = await world
    .withOwner((owner) =>
      owner.query(
        `create table public.more as select repeat('x', 2000) from generate_series(1, 100000)`,
      ),
    )
    .then(
      () => '',
      (error: Error) => error.message,
    );
  await delay(ms);
  await disk.free();
  if (!(await serves(world))) {
    await postgres.kill('SIGQUIT');
    await postgres.start();
  }
  const tookMs = await world.worksAgain();
  await world.withOwner((owner) => owner.query('drop table if exists public.more'));
  return {
    figure: `disk full for ${(ms / 1000).toFixed(0)} s, back in ${tookMs.toFixed(0)} ms`,
    checks: [
      { title: 'the disk was full', faults: failed === '' ? ['something still fitted'] : [] },
    ],
  };
}
