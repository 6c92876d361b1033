/** From microseconds and bytes of one booking to cores, partitions, databases, brokers and money for many: arithmetic only. */
import type { Assumptions, Inputs } from './inputs.ts';

export const steps = [1_000, 10_000, 100_000, 500_000] as const;

export interface Cores {
  readonly doors: number;
  readonly deciders: number;
  readonly carriers: number;
  readonly databases: number;
  readonly brokers: number;
}

/** What a deployment takes before something in it is full. */
export interface Limit {
  readonly what: string;
  readonly perSecondMax: number;
  readonly why: string;
}

export interface Reckoned {
  readonly perSecond: number;
  readonly cores: Cores;
  readonly partitions: number;
  readonly shards: number;
  readonly brokers: number;
  /** Written to the brokers, before they copy it. */
  readonly logBytesPerSecond: number;
  readonly readBytesPerSecond: number;
  readonly walBytesPerSecond: number;
  readonly usdOfMonth: number;
  /** Of this deployment, the first to be full comes first. */
  readonly limits: readonly Limit[];
}

const usOfSecond = 1e6;
const secondsOfMonth = 2_629_800;
const bytesOfGigabyte = 1e9;

/** `perSecond` bookings at the peak. */
export function reckon(perSecond: number, inputs: Inputs, given: Assumptions): Reckoned {
  const coresFor = (usEach: number): number =>
    Math.ceil((perSecond * usEach) / usOfSecond / given.utilisation);
  const { doorUs, deciderUs, carryUs, postgresUs, brokerUs, walBytes } = inputs;
  const cores: Cores = {
    doors: coresFor(doorUs.value),
    deciders: coresFor(deciderUs.value),
    carriers: coresFor(carryUs.value),
    databases: coresFor(postgresUs.value),
    brokers: coresFor(brokerUs.value),
  };
  const walBytesPerSecond = perSecond * walBytes.value;
  const shards = Math.max(
    Math.ceil(cores.databases / given.databaseCores),
    Math.ceil(walBytesPerSecond / given.databaseWalBytesPerSecond),
  );
  // A partition has one writer, and a writer has one thread.
  const partitions = Math.max(given.partitionsMin, cores.deciders);
  const logBytes = logBytesOf(inputs, given);
  const logBytesPerSecond = perSecond * logBytes;
  const brokers = Math.max(
    given.replication,
    Math.ceil((logBytesPerSecond * given.replication) / given.brokerBytesPerSecond),
  );
  const readBytesPerSecond =
    perSecond * (inputs.commandBytes.value + inputs.eventBytes.value * given.readersOfEvents);
  const sized = { perSecond, cores, partitions, shards, brokers };
  return {
    ...sized,
    ...{ logBytesPerSecond, readBytesPerSecond, walBytesPerSecond },
    usdOfMonth: money(sized, logBytesPerSecond + readBytesPerSecond, inputs, given),
    limits: limitsOf(sized, inputs, given),
  };
}

type Sized = Pick<Reckoned, 'perSecond' | 'cores' | 'partitions' | 'shards' | 'brokers'>;

function logBytesOf({ commandBytes, eventBytes }: Inputs, { recordHeaderBytes }: Assumptions) {
  return commandBytes.value + eventBytes.value + recordHeaderBytes;
}

/** Functions are paid by what they do; databases and brokers stand there for the peak all month. */
function money(
  { perSecond, cores }: Sized,
  movedBytesPerSecond: number,
  { storedBytes }: Inputs,
  given: Assumptions,
): number {
  const functions = cores.doors + cores.deciders + cores.carriers;
  const standing = cores.databases + cores.brokers;
  const paidCores = Math.max(1, functions * given.averageOfPeak) + standing;
  const seconds = secondsOfMonth * given.averageOfPeak;
  const kept = (perSecond * seconds * storedBytes.value * given.keptMonths) / bytesOfGigabyte;
  const moved = (movedBytesPerSecond * seconds) / bytesOfGigabyte;
  return Math.round(
    paidCores * given.usdOfCoreMonth +
      kept * given.usdOfGigabyteMonth +
      moved * given.usdOfGigabyteMoved,
  );
}

/** Doors, relays and projections are added as they are needed; these are not. */
function limitsOf({ partitions, shards, brokers }: Sized, inputs: Inputs, given: Assumptions) {
  const { deciderUs, postgresUs, walBytes } = inputs;
  const limits: readonly Limit[] = [
    {
      what: `the writers of ${partitions} partitions`,
      perSecondMax: (partitions * usOfSecond) / deciderUs.value,
      why: 'a partition has one writer of one thread, and a topic keeps its number of partitions',
    },
    {
      what: `the CPU of ${shards} databases`,
      perSecondMax: (shards * given.databaseCores * usOfSecond) / postgresUs.value,
      why: `a database has ${given.databaseCores} cores, and more of them means moving properties`,
    },
    {
      what: `the write-ahead log of ${shards} databases`,
      perSecondMax: (shards * given.databaseWalBytesPerSecond) / walBytes.value,
      why: 'every commit is on a disk and on a replica before it is answered',
    },
    {
      what: `the disks and networks of ${brokers} brokers`,
      perSecondMax:
        (brokers * given.brokerBytesPerSecond) / given.replication / logBytesOf(inputs, given),
      why: `what is written is written ${given.replication} times`,
    },
  ];
  return limits.toSorted((a, b) => a.perSecondMax - b.perSecondMax);
}
