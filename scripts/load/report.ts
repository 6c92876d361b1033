/** A run as a person reads it: what was asked, what came back, what it cost, and every promise kept or not. */
import type { Outcome } from './journey.ts';
import type { Measured } from './summary.ts';

const titleWidth = 12;

function line(title: string, text: string): string {
  return `${title.padEnd(titleWidth)}${text}`;
}

function count(measured: Measured, metric: string): number {
  return measured.metrics[metric]?.['count'] ?? 0;
}

function ms(value: number | undefined): string {
  return value === undefined
    ? '–'
    : `${value >= 100 ? Math.round(value) : value.toPrecision(3)} ms`;
}

function us(total: number, requests: number): string {
  return requests === 0 ? '–' : `${Math.round(total / requests)} µs`;
}

function requests(measured: Measured): readonly string[] {
  const whole = count(measured, 'http_reqs');
  const times = measured.metrics['http_req_duration{scenario:journey}'] ?? {};
  const rate = measured.metrics['http_reqs']?.['rate'] ?? 0;
  return [
    line(
      'journeys',
      `${count(measured, 'iterations')}, ${count(measured, 'dropped_iterations')} dropped`,
    ),
    line('requests', `${whole}, ${rate.toFixed(1)}/s`),
    line(
      'answered in',
      `p50 ${ms(times['med'])}, p95 ${ms(times['p(95)'])}, p99 ${ms(times['p(99)'])}`,
    ),
  ];
}

/** k6's part is told apart: a generator that is busy measures itself. */
function cost({ generatorUs, house, measured, durationS }: Outcome): readonly string[] {
  const whole = measured === undefined ? 0 : count(measured, 'http_reqs');
  const cores = generatorUs / 1e6 / durationS;
  const k6 = `${us(generatorUs, whole)} a request, ${cores.toFixed(2)} cores`;
  return [
    line('k6', k6),
    ...(house === undefined
      ? []
      : [
          line('service', `${us(house.serviceUs, whole)} a request`),
          line('PostgreSQL', `${us(house.postgresUs, whole)} a request`),
        ]),
  ];
}

function promises({ checks, thresholds }: Measured): readonly string[] {
  return [
    ...checks.map(({ name, passes, fails }) =>
      line(fails === 0 ? 'right' : 'WRONG', `${name} (${passes} of ${passes + fails})`),
    ),
    ...thresholds.map(({ metric, condition, met }) =>
      line(met ? 'met' : 'MISSED', `${metric} ${condition}`),
    ),
  ];
}

export function report(outcome: Outcome): string {
  const { journey, target, perSecond, durationS, ended, measured } = outcome;
  return [
    `${journey} at ${target}: ${perSecond}/s for ${durationS} s: ${ended}`,
    ...(measured === undefined ? [] : requests(measured)),
    ...cost(outcome),
    ...(measured === undefined ? [] : promises(measured)),
  ].join('\n');
}
