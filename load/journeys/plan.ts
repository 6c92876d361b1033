/** Open loop: journeys begin when they are due, whether or not the house has answered those before. */
import type { Options, Scenario, Stage } from 'k6/options';
import { settings } from './settings.ts';

/** One visitor holds some megabytes; beyond this the generator is what breaks. */
const visitorsMax = 2_000;
/** A journey of a few requests at a house that is well takes less; slower ones borrow from the rest. */
const secondsOfJourney = 2;
/** Made before the first is due, because one made under way comes late; a small run has one for each journey. */
const visitorsAtFirst = Math.max(100, settings.perSecond * secondsOfJourney);
const due = settings.perSecond * settings.durationS;
/** What still runs at the end may finish: a booking without its answer could not be accounted for. */
const finishS = 30;
/** Of the journeys due, so many may be dropped because the generator had nobody left to send them. */
const droppedPartMax = 0.01;
/** Opening what is loaded, and counting it afterwards. */
const aroundS = 300;

const visitors = {
  preAllocatedVUs: Math.min(visitorsMax, visitorsAtFirst, due),
  maxVUs: visitorsMax,
  gracefulStop: `${finishS}s`,
};

/** The same rate from the first second to the last. */
export const steady: Scenario = {
  executor: 'constant-arrival-rate',
  rate: settings.perSecond,
  duration: `${settings.durationS}s`,
  ...visitors,
};

/** Parts of the time, and the part of the rate they end with: calm, up at once, held, gone, and again. */
const storm: readonly (readonly [time: number, rate: number])[] = [
  ...[[0.2, 0.2] as const, [0.02, 1] as const, [0.26, 1] as const, [0.02, 0.2] as const],
  ...[[0.2, 0.2] as const, [0.02, 1] as const, [0.26, 1] as const, [0.02, 0.2] as const],
];

/** Two bursts at the whole rate, with a fifth of it between them. */
export const bursts: Scenario = {
  executor: 'ramping-arrival-rate',
  startRate: Math.ceil(settings.perSecond / 5),
  stages: storm.map(
    ([time, rate]): Stage => ({
      duration: `${Math.max(1, Math.round(settings.durationS * time * 1000))}ms`,
      target: Math.ceil(settings.perSecond * rate),
    }),
  ),
  ...visitors,
};

/** Everything must be right, and quick for nearly everybody. */
export function plan(scenario: Scenario, thresholds: Options['thresholds'] = {}): Options {
  return {
    scenarios: { journey: scenario },
    setupTimeout: `${aroundS}s`,
    teardownTimeout: `${aroundS}s`,
    summaryTrendStats: ['avg', 'med', 'p(95)', 'p(99)', 'max', 'count'],
    thresholds: {
      checks: ['rate==1'],
      iterations: ['count>0'],
      unresolved: ['count==0'],
      dropped_iterations: [`count<=${Math.ceil(due * droppedPartMax)}`],
      'http_req_duration{scenario:journey}': [`p(95)<=${settings.p95MsMax}`],
      ...thresholds,
    },
  };
}
