/**
 * What is promised of bookings, and how quickly the allowance for breaking it may be used up: many
 * windows and many rates, after the SRE workbook ("Alerting on SLOs", chapter 5).
 */
import type { Alert, Group, Recorded } from './rule.ts';

const books = 'function="submit-reservation"';

export interface Slo {
  /** In the names of recorded series. */
  readonly name: string;
  /** The share of all that may be bad, in 30 days. */
  readonly budget: number;
  /** The share that was bad over a window. */
  readonly badRatio: (window: string) => string;
  readonly page: Told;
  readonly ticket: Told;
}

type Told = Pick<Alert, 'alert' | 'summary' | 'description'>;

const counted = (labels: string, window: string): string =>
  `sum(rate(serai_function_seconds_count{${books}${labels}}[${window}]))`;
const shed = (window: string): string =>
  `(sum(rate(serai_shed_total{${books}}[${window}])) or vector(0))`;
/** What has never happened has no series, which is not the same as none of it. */
const orNone = (query: string): string => `(${query} or vector(0))`;

/** Full and closed are answers: whoever is told so was served. */
const answered = ',status=~"2..|409"';

const availability: Slo = {
  name: 'booking_errors',
  budget: 0.0001,
  badRatio: (window) =>
    `(${orNone(counted(',status=~"5.."', window))} + ${shed(window)}) / (${counted('', window)} + ${shed(window)})`,
  page: {
    alert: 'SeraiBookingsFail',
    summary: 'Bookings fail faster than 99.99 % allows',
    description:
      'Requests for bookings are answered with 5xx or shed. At this rate the allowance of 30 days is gone within days: look at the log, the decider and the database.',
  },
  ticket: {
    alert: 'SeraiBookingErrorsAddUp',
    summary: 'Bookings fail slowly, and more than 99.99 % allows',
    description:
      'Few requests for bookings fail at a time, but over days too many. Find what they have in common by their traces.',
  },
};

const latency: Slo = {
  name: 'booking_slowness',
  budget: 0.01,
  badRatio: (window) =>
    `1 - sum(rate(serai_function_seconds_bucket{${books}${answered},le="0.06"}[${window}])) / ${counted(answered, window)}`,
  page: {
    alert: 'SeraiBookingsSlow',
    summary: 'Far more than one booking in a hundred takes over 60 ms',
    description:
      'Desks and channels wait. Look at lag and load of decide-reservations, at the log and at the database.',
  },
  ticket: {
    alert: 'SeraiBookingSlownessAddsUp',
    summary: 'Over days, more than one booking in a hundred takes over 60 ms',
    description:
      'Nobody is hurt at once, but the promise is not kept. Compare with the days before: load, versions, the database.',
  },
};

export const slos: readonly Slo[] = [availability, latency];

interface Burn {
  /** How many times too fast: 1 uses the allowance of 30 days up in 30 days. */
  readonly times: number;
  readonly long: string;
  /** A twelfth of the long one: when it is over, so is the alarm. */
  readonly short: string;
}

/** 2 % of the allowance in an hour, 5 % in six. */
export const pageBurns: readonly Burn[] = [
  { times: 14.4, long: '1h', short: '5m' },
  { times: 6, long: '6h', short: '30m' },
];
/** 10 % in a day, 10 % in three. */
export const ticketBurns: readonly Burn[] = [
  { times: 3, long: '1d', short: '2h' },
  { times: 1, long: '3d', short: '6h' },
];

const windows = new Set([...pageBurns, ...ticketBurns].flatMap(({ short, long }) => [short, long]));

export function ratioName({ name }: Slo, window: string): Recorded['record'] {
  return `serai:${name}:ratio_rate${window}`;
}

function burning(slo: Slo, burns: readonly Burn[]): string {
  return burns
    .map(({ times, long, short }) => {
      const [ofLong, ofShort] = [ratioName(slo, long), ratioName(slo, short)];
      const limit = `${times} * ${slo.budget}`;
      return `(${ofLong} > ${limit} and ${ofShort} > ${limit})`;
    })
    .join(' or ');
}

export function sloGroup(slo: Slo): Group {
  return {
    name: `serai-${slo.name.replaceAll('_', '-')}`,
    rules: [
      ...[...windows].map((window) => ({
        record: ratioName(slo, window),
        expr: slo.badRatio(window),
      })),
      { ...slo.page, severity: 'page', expr: burning(slo, pageBurns) },
      { ...slo.ticket, severity: 'ticket', expr: burning(slo, ticketBurns) },
    ],
  };
}
