/** The arithmetic of capacity, on numbers that can be reckoned by hand. */
import { describe, expect, test } from 'vitest';
import { type Assumptions, type Input, type Inputs, inputsOf } from './inputs.ts';
import { reckon } from './reckon.ts';

const given: Assumptions = {
  ...{ asOf: '2026-11', utilisation: 0.5, averageOfPeak: 0.1, keptMonths: 10 },
  ...{ databaseCores: 8, databaseWalBytesPerSecond: 1e6, brokerBytesPerSecond: 1e6 },
  ...{ replication: 3, readersOfEvents: 2, partitionsMin: 4, recordHeaderBytes: 0 },
  ...{ usdOfCoreMonth: 10, usdOfGigabyteMonth: 1, usdOfGigabyteMoved: 0 },
};

const input = (value: number): Input => ({ value, unit: '', measured: true, source: '' });
const inputs: Inputs = {
  ...{ doorUs: input(200), deciderUs: input(20), carryUs: input(100), postgresUs: input(400) },
  ...{ brokerUs: input(50), commandBytes: input(600), eventBytes: input(400) },
  ...{ walBytes: input(2_000), storedBytes: input(1_000) },
};

describe('A thousand bookings a second', () => {
  const { limits, usdOfMonth, ...sized } = reckon(1_000, inputs, given);

  test('take the cores that their microseconds fill, half used', () => {
    expect(sized.cores).toEqual({ doors: 1, deciders: 1, carriers: 1, databases: 1, brokers: 1 });
    expect(reckon(10_000, inputs, given).cores).toEqual({
      ...{ doors: 4, deciders: 1, carriers: 2, databases: 8, brokers: 1 },
    });
  });

  test('take the databases that their log fills, when their cores would do', () => {
    expect(sized.shards).toBe(2);
    const dry = { ...inputs, walBytes: input(1) };
    expect(reckon(1_000, dry, given).shards).toBe(1);
    expect(reckon(10_001, dry, given).shards).toBe(2);
  });

  test('take as many brokers as copies, and as many as their bytes fill', () => {
    expect(sized.brokers).toBe(3);
    expect(reckon(2_000, inputs, given).brokers).toBe(6);
  });

  test('take a partition for each core of the deciders', () => {
    expect(sized.partitions).toBe(4);
    expect(reckon(200_000, inputs, given).partitions).toBe(8);
  });

  test('move their bytes', () => {
    expect(sized.logBytesPerSecond).toBe(1e6);
    expect(sized.readBytesPerSecond).toBe(1_000 * (600 + 2 * 400));
    expect(sized.walBytesPerSecond).toBe(2e6);
  });

  test('cost their cores, and what is kept', () => {
    // One core of functions, two that stand; 0.1 of 2,629,800 s of 1,000 kB, for ten months.
    expect(usdOfMonth).toBe(3 * 10 + 2_630);
  });

  test('break first what is full first', () => {
    expect(limits.map(({ what, perSecondMax }) => [what, perSecondMax])).toEqual([
      ['the write-ahead log of 2 databases', 1_000],
      ['the disks and networks of 3 brokers', 1_000],
      ['the CPU of 2 databases', 40_000],
      ['the writers of 4 partitions', 200_000],
    ]);
  });
});

describe('An input', () => {
  const run = {
    submit: { details: { functionUs: 236 } },
    decider: {
      details: { commandBytes: 865, eventBytes: 712, wholeWriter: { handleUs: 13.7, rowsUs: 5.4 } },
    },
    booking: { details: { ours: { serviceUs: 923, postgresUs: 1_000 } } },
    footprint: { details: { ours: { wal: 9_000, tables: 5_000 } } },
  };

  test('is what was measured', () => {
    const { doorUs, deciderUs, carryUs, postgresUs, walBytes, storedBytes } = inputsOf(run);
    expect([doorUs.value, postgresUs.value, walBytes.value, storedBytes.value]).toEqual([
      ...[236, 1_000, 9_000, 5_000],
    ]);
    expect(deciderUs.value).toBeCloseTo(19.1);
    expect(carryUs.value).toBeCloseTo(923 - 236 - 19.1);
    expect([doorUs, deciderUs, carryUs, walBytes].every(({ measured }) => measured)).toBe(true);
    const onKafka = { booking_on_kafka: { details: { ours: { brokerUs: 38.8 } } } };
    expect(inputsOf({ ...run, ...onKafka }).brokerUs).toMatchObject({
      value: 38.8,
      measured: true,
    });
  });

  test('that was not measured is assumed, and says so', () => {
    const { brokerUs } = inputsOf(run);
    expect(brokerUs).toEqual({
      ...{ value: 40, unit: 'CPU µs', measured: false, source: 'no broker was measured' },
    });
    expect(Object.values(inputsOf({})).map(({ measured }) => measured)).toEqual(
      Array.from({ length: 9 }, () => false),
    );
  });

  test('made from another that was not measured is assumed too', () => {
    expect(inputsOf({ ...run, submit: {} }).carryUs.measured).toBe(false);
  });
});
