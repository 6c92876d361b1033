/** The benchmarks on a real Kafka in their quick form: their answers are right, whatever the figures are. */
import { expect, test } from 'vitest';
import { bench as booking } from './booking-on-kafka.ts';
import type { Bench } from './figure.ts';
import { bench as logClient } from './log-client.ts';
import { bench as latency } from './submit-latency.ts';
import { bench as submit } from './submit-to-kafka.ts';

function quickly(bench: Bench) {
  return bench({ ...{ quick: true, data: undefined, profile: undefined }, note: () => undefined });
}

test.each(Object.entries({ booking, submit }))(
  '%s measures both sides and the broker',
  async (_name, bench) => {
    const { ratio, details } = await quickly(bench);
    expect(ratio).toBeGreaterThan(0);
    const { ours = details } = details as { ours?: unknown };
    const { brokerUs, perSecond } = ours as Record<'brokerUs' | 'perSecond', number>;
    expect(brokerUs).toBeGreaterThan(0);
    expect(perSecond).toBeGreaterThan(0);
  },
);

test('log_client measures commands, events and both libraries', async () => {
  const { ours, baseline, details } = await quickly(logClient);
  const { commandUs, eventUs, kafkajsUs, platformaticUs } = details as Record<string, number>;
  expect(ours).toBe(Math.max(commandUs ?? 0, eventUs ?? 0));
  expect(baseline).toBe(kafkajsUs);
  for (const us of [commandUs, eventUs, kafkajsUs, platformaticUs]) expect(us).toBeGreaterThan(0);
});

test('submit_latency keeps its load apart and steady', async () => {
  const { ours, details } = await quickly(latency);
  expect(ours).toBeGreaterThan(0);
  expect(details['generatorApart']).toBe(true);
  expect(details['generatorCores']).toBeGreaterThan(0);
});
