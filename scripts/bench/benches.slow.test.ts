/** The benchmarks in their quick form: their answers are right, whatever the figures are. */
import { expect, test } from 'vitest';
import { bench as eventRows } from './event-rows.ts';
import type { Bench } from './figure.ts';
import { bench as rebuild } from './rebuild.ts';
import { bench as restart } from './restart.ts';
import { bench as validation } from './validation.ts';

const benches: Readonly<Record<string, Bench>> = { eventRows, rebuild, restart, validation };

test.each(Object.entries(benches))('%s measures both sides', async (_name, bench) => {
  const figure = await bench({
    ...{ quick: true, data: undefined, profile: undefined },
    note: () => undefined,
  });
  expect(figure.ours).toBeGreaterThan(0);
  expect(figure.baseline).toBeGreaterThan(0);
  expect(figure.ratio).toBeGreaterThan(0);
});
