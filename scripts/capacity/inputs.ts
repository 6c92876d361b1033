/** What the reckoning starts from: what one machine measured, read from its stored run, and what is assumed. */
import * as z from 'zod';

export const Assumptions = z.strictObject({
  /** When prices and sizes of machines were looked at. */
  asOf: z.string(),
  /** Of a core, at the peak: the rest is for a lost neighbour and an uneven minute. */
  utilisation: z.number().gt(0).max(1),
  averageOfPeak: z.number().gt(0).max(1),
  keptMonths: z.number().positive(),
  databaseCores: z.number().positive(),
  databaseWalBytesPerSecond: z.number().positive(),
  /** That one broker takes, copies for others included. */
  brokerBytesPerSecond: z.number().positive(),
  replication: z.number().int().positive(),
  /** Groups that read every fact: projections, triggers, other systems. */
  readersOfEvents: z.number().positive(),
  partitionsMin: z.number().int().positive(),
  /** Of a command and a fact together: their names, times and traces beside the value. */
  recordHeaderBytes: z.number().nonnegative(),
  usdOfCoreMonth: z.number().positive(),
  usdOfGigabyteMonth: z.number().positive(),
  usdOfGigabyteMoved: z.number().positive(),
});
export type Assumptions = z.infer<typeof Assumptions>;

export interface Input {
  readonly value: number;
  readonly unit: string;
  readonly measured: boolean;
  /** Where in the stored run it stands, or why it is taken for true. */
  readonly source: string;
}

export interface Inputs {
  readonly doorUs: Input;
  readonly deciderUs: Input;
  /** Relay, projections and sockets: the service's whole CPU without the two above. */
  readonly carryUs: Input;
  readonly postgresUs: Input;
  readonly brokerUs: Input;
  readonly commandBytes: Input;
  readonly eventBytes: Input;
  readonly walBytes: Input;
  readonly storedBytes: Input;
}

const us = 'CPU µs';
const bytes = 'bytes';

/** Each with what is taken where the stored run has not measured it. */
export function inputsOf(run: unknown): Inputs {
  const found = (path: string): number | undefined => numberAt(run, path.split('.'));
  const input = (unit: string, path: string, otherwise: number, why: string): Input => {
    const value = found(path);
    return value === undefined
      ? { value: otherwise, unit, measured: false, source: why }
      : { value, unit, measured: true, source: path };
  };
  const doorUs = input(us, 'submit.details.functionUs', 200, 'not in the stored run');
  const deciderUs = sumOf(found, ['handleUs', 'rowsUs']);
  const serviceUs = found('booking.details.ours.serviceUs');
  const rest = (serviceUs ?? 0) - doorUs.value - deciderUs.value;
  return {
    doorUs,
    deciderUs,
    carryUs:
      serviceUs === undefined || rest <= 0 || !doorUs.measured || !deciderUs.measured
        ? { value: 100, unit: us, measured: false, source: 'not to be told from the stored run' }
        : {
            ...{ value: rest, unit: us, measured: true },
            source: 'booking.details.ours.serviceUs less the two above',
          },
    postgresUs: input(us, 'booking.details.ours.postgresUs', 600, 'not in the stored run'),
    brokerUs: input(us, 'booking_on_kafka.details.ours.brokerUs', 40, 'no broker was measured'),
    commandBytes: input(bytes, 'decider.details.commandBytes', 900, 'not in the stored run'),
    eventBytes: input(bytes, 'decider.details.eventBytes', 750, 'not in the stored run'),
    walBytes: input(bytes, 'footprint.details.ours.wal', 8_000, 'not in the stored run'),
    storedBytes: input(bytes, 'footprint.details.ours.tables', 6_000, 'not in the stored run'),
  };
}

function sumOf(found: (path: string) => number | undefined, parts: readonly string[]): Input {
  const place = 'decider.details.wholeWriter';
  const values = parts.map((part) => found(`${place}.${part}`));
  const known = values.filter((value) => value !== undefined);
  if (known.length < parts.length)
    return { value: 20, unit: us, measured: false, source: 'not in the stored run' };
  const value = known.reduce((sum, each) => sum + each, 0);
  return { value, unit: us, measured: true, source: `${place}: ${parts.join(' + ')}` };
}

function numberAt(value: unknown, [name, ...rest]: readonly string[]): number | undefined {
  if (name === undefined) return typeof value === 'number' && value > 0 ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  return numberAt(Object.entries(value).find(([key]) => key === name)?.[1], rest);
}
