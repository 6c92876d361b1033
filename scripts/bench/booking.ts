/**
 * CPU time of one committed booking, everything on and every projection caught up, against the
 * synchronous service, in alternating rounds on two servers with the same settings. The log is in
 * PostgreSQL or in Kafka, whose broker then counts too.
 */

import type { Job, Outcome } from '../../load/generator.ts';
import type { KafkaEngine } from '../engines/kafka.ts';
import { checkOurs, checkRival } from './booking-checks.ts';
import { type Child, startChild } from './child.ts';
import { postmasterPid, processCpuUs, treeCpuUs } from './cpu.ts';
import { type BenchOptions, type Figure, median, profiling, rounded, spread } from './figure.ts';
import { fewHouses, manyHouses } from './houses.ts';
import { type Ours, startOurs } from './ours.ts';
import { sqlAlone } from './pgbench.ts';
import { type Rival, startRival } from './rival.ts';

/** On the embedded log, and on Kafka. */
const goalRatios = { embedded: 0.35, kafka: 0.22 } as const;
/** A busy evening: more than one process could serve one after the other, fewer than it turns away. */
const connections = 512;
/** A quiet evening: batches are small, and what is paid per batch weighs most. */
const quietConnections = 8;
const scarceOneIn = 40;

interface Round {
  readonly serviceUs: number;
  readonly postgresUs: number;
  readonly brokerUs: number;
  readonly totalUs: number;
  readonly generatorUs: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Side {
  readonly name: 'ours' | 'baseline';
  readonly target: Ours | Rival;
  /** The process that keeps its log, where PostgreSQL does not. */
  readonly broker: number | undefined;
  booked: number;
  refused: number;
}

async function round(side: Side, generator: Child, job: Partial<Job>): Promise<Round> {
  const { target, broker } = side;
  const postmaster = postmasterPid(target.server.directory);
  const used = () => ({
    service: processCpuUs(target.service.pid),
    postgres: treeCpuUs(postmaster),
    broker: broker === undefined ? 0 : processCpuUs(broker),
  });
  const before = used();
  const outcome = await generator.ask<Outcome>({
    ...{ port: target.port, targets: target.targets, scarceOneIn, connections, expect: 'booked' },
    ...job,
  });
  // What was promised is only done when it is carried, projected and in the tables' files.
  if ('settled' in target) await target.settled();
  await target.sql.query('checkpoint');
  const after = used();
  const serviceUs = after.service - before.service;
  const postgresUs = after.postgres - before.postgres;
  const brokerUs = after.broker - before.broker;
  side.booked += outcome.good;
  side.refused += outcome.refused;
  return {
    serviceUs: serviceUs / outcome.good,
    postgresUs: postgresUs / outcome.good,
    brokerUs: brokerUs / outcome.good,
    totalUs: (serviceUs + postgresUs + brokerUs) / outcome.good,
    generatorUs: outcome.cpuUs / outcome.good,
    perSecond: (outcome.good * 1000) / outcome.elapsedMs,
    p50Ms: outcome.latencyMs.p50,
    p99Ms: outcome.latencyMs.p99,
  };
}

function summary(rounds: readonly Round[]): Record<string, number> {
  const of = (value: (round: Round) => number): number => rounded(median(rounds.map(value)));
  return {
    totalUs: of((each) => each.totalUs),
    serviceUs: of((each) => each.serviceUs),
    postgresUs: of((each) => each.postgresUs),
    brokerUs: of((each) => each.brokerUs),
    generatorUs: of((each) => each.generatorUs),
    perSecond: of((each) => each.perSecond),
    p50Ms: of((each) => each.p50Ms),
    p99Ms: of((each) => each.p99Ms),
    spread: rounded(spread(rounds.map((each) => each.totalUs)), 2),
  };
}

export function bench(options: BenchOptions): Promise<Figure> {
  return compareBookings(options, undefined);
}

export async function compareBookings(
  options: BenchOptions,
  kafka: KafkaEngine | undefined,
): Promise<Figure> {
  const goalRatio = kafka === undefined ? goalRatios.embedded : goalRatios.kafka;
  const { quick, note } = options;
  const houses = quick ? fewHouses : manyHouses;
  const [forMs, rounds] = quick ? [3_000, 2] : [8_000, 9];
  const generator = startChild({ module: 'load/generator.ts' });
  note(`opening ${houses.properties} properties on each side`);
  const ours = await startOurs(houses, {
    execArgv: profiling(options),
    kafkaBrokers: kafka?.brokers,
  });
  const rival = await startRival(houses);
  try {
    const sides: readonly Side[] = [
      { name: 'ours', target: ours, broker: kafka?.pid(), booked: 0, refused: 0 },
      { name: 'baseline', target: rival, broker: undefined, booked: 0, refused: 0 },
    ];
    let seed = 1;
    const alternate = async (times: number, job: Partial<Job>): Promise<readonly Round[][]> => {
      const found: Round[][] = [[], []];
      for (let at = 0; at < times; at += 1) {
        for (const [index, side] of sides.entries()) {
          seed += 1;
          const each = await round(side, generator, { seed, ...job });
          found[index]?.push(each);
          note(
            `${side.name} ${each.totalUs.toFixed(0)} µs (service ${each.serviceUs.toFixed(0)}, PostgreSQL ${each.postgresUs.toFixed(0)}, broker ${each.brokerUs.toFixed(0)}), ` +
              `${each.perSecond.toFixed(0)}/s, p50 ${each.p50Ms.toFixed(1)} ms, p99 ${each.p99Ms.toFixed(1)} ms`,
          );
        }
      }
      return found;
    };
    await alternate(1, { forMs });
    const [oursLoaded = [], rivalLoaded = []] = await alternate(rounds, { forMs });
    const quiet = { forMs, connections: quietConnections };
    const [oursQuiet = [], rivalQuiet = []] = await alternate(quick ? 1 : 3, quiet);
    for (const { name, booked, refused } of sides) {
      if (name === 'ours') await checkOurs(ours.sql, booked, refused);
      else await checkRival(rival.sql, booked, refused);
      note(
        `${name}: ${booked} bookings and ${refused} refusals are in the database, no night oversold`,
      );
    }
    const ratios = oursLoaded.map((each, at) => each.totalUs / (rivalLoaded[at]?.totalUs ?? 0));
    const ratio = rounded(median(ratios));
    const baseline = summary(rivalLoaded);
    const ofRound = ((baseline['perSecond'] ?? 0) * forMs) / 1000;
    const alone = await sqlAlone(rival, houses, ofRound);
    return {
      ours: summary(oursLoaded)['totalUs'] ?? 0,
      baseline: baseline['totalUs'] ?? 0,
      ratio,
      unit: 'CPU µs per booking',
      goal: `≤ ${goalRatio}×`,
      met: ratio <= goalRatio,
      details: {
        connections,
        ratios: ratios.map((each) => rounded(each)),
        ours: summary(oursLoaded),
        baseline,
        quiet: {
          connections: quietConnections,
          ours: summary(oursQuiet),
          baseline: summary(rivalQuiet),
        },
        sqlAlone:
          alone === undefined
            ? 'not run: no pgbench'
            : {
                perSecond: Math.round(alone.perSecond),
                postgresUs: rounded(alone.postgresUs),
                // The service and the generator share the server's cores, so bookings a second say how
                // many cores there are; bookings for a second of the server's CPU say how it is used.
                ofPerSecond: rounded((baseline['perSecond'] ?? 0) / alone.perSecond, 2),
                ofServerCpu: rounded(alone.postgresUs / (baseline['postgresUs'] ?? 0), 2),
              },
      },
    };
  } finally {
    await Promise.all([generator.stop(), ours.stop(), rival.stop()]);
  }
}
