import { expect, test } from 'vitest';
import type { Outcome } from './journey.ts';
import { report } from './report.ts';
import { parseSummary } from './summary.ts';

const summary = {
  metrics: {
    iterations: { values: { count: 200, rate: 20 }, thresholds: { 'count>0': { ok: true } } },
    dropped_iterations: { values: { count: 3, rate: 0.3 } },
    http_reqs: { values: { count: 400, rate: 40 } },
    'http_req_duration{scenario:journey}': {
      values: { med: 4.25, 'p(95)': 61.5, 'p(99)': 1200, max: 1300 },
      thresholds: { 'p(95)<=50': { ok: false } },
    },
  },
  root_group: {
    checks: [{ name: 'a booking is as asked', passes: 198, fails: 2 }],
    groups: [{ checks: [{ name: 'no night is oversold', passes: 1, fails: 0 }], groups: [] }],
  },
};

const outcome: Outcome = {
  ...{ journey: 'sale-opening', perSecond: 20, durationS: 10, target: 'http://a' },
  ended: 'missed',
  measured: parseSummary(JSON.stringify(summary)),
  generatorUs: 2_000_000,
  house: { serviceUs: 800_000, postgresUs: 400_000 },
};

test('A run is told with its cost, and with every promise', () => {
  expect(report(outcome)).toBe(`sale-opening at http://a: 20/s for 10 s: missed
journeys    200, 3 dropped
requests    400, 40.0/s
answered in p50 4.25 ms, p95 61.5 ms, p99 1200 ms
k6          5000 µs a request, 0.20 cores
service     2000 µs a request
PostgreSQL  1000 µs a request
WRONG       a booking is as asked (198 of 200)
right       no night is oversold (1 of 1)
met         iterations count>0
MISSED      http_req_duration{scenario:journey} p(95)<=50`);
});

test('A run that broke says so, and what the generator took', () => {
  const { measured: _none, house: _elsewhere, ...others } = outcome;
  const broken = { ...others, ended: 'broken', measured: undefined, house: undefined } as const;
  expect(report(broken)).toBe(`sale-opening at http://a: 20/s for 10 s: broken
k6          – a request, 0.20 cores`);
});

test('What is no summary is refused', () => {
  expect(() => parseSummary('{"metrics":{}}')).toThrow(/root_group/);
});
