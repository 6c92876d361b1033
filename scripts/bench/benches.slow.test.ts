/** The benchmarks in their quick form: their answers are right, whatever the figures are. */
import { expect, test } from 'vitest';
import { bench as answer } from './answer.ts';
import { bench as calendar } from './calendar.ts';
import { bench as eventRows } from './event-rows.ts';
import type { Bench } from './figure.ts';
import { bench as propertySearch } from './property-search.ts';
import { bench as quote } from './quote.ts';
import { bench as rebuild } from './rebuild.ts';
import { bench as restart } from './restart.ts';
import { bench as validation } from './validation.ts';
import { bench as visible } from './visible.ts';

const beside: Readonly<Record<string, Bench>> = {
  ...{ answer, calendar, eventRows, propertySearch, quote, rebuild, restart, validation },
};

function quickly(bench: Bench) {
  return bench({
    ...{ quick: true, data: undefined, profile: undefined },
    note: () => undefined,
  });
}

test.each(Object.entries(beside))('%s measures both sides', async (_name, bench) => {
  const figure = await quickly(bench);
  expect(figure.ours).toBeGreaterThan(0);
  expect(figure.baseline).toBeGreaterThan(0);
  expect(figure.ratio).toBeGreaterThan(0);
});

test('visible measures every read model', async () => {
  const { ours, details } = await quickly(visible);
  expect(ours).toBeGreaterThan(0);
  expect(details).toMatchObject({
    models: [
      { name: 'project-arrivals' },
      { name: 'project-in-house' },
      { name: 'project-night-statistics' },
    ],
  });
});
