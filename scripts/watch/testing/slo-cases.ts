/** Bookings that go wrong by so much for so long, and who hears of it. */
import { type AlertCase, growing, type Series, type ValueCase } from './case.ts';

type Spans = readonly (readonly [bad: number, minutes: number])[];

const count = (status: number): string =>
  `serai_function_seconds_count{function="submit-reservation",status="${status}"}`;
const quick = (status: number): string =>
  `serai_function_seconds_bucket{function="submit-reservation",status="${status}",le="0.06"}`;

/** Ten thousand a minute, of which so many fail. */
function failing(...spans: Spans): Series {
  return {
    [count(201)]: growing(...spans.map(([bad, minutes]) => [10_000 - bad, minutes] as const)),
    [count(503)]: growing(...spans),
  };
}

/** A hundred a minute, of which so many take longer than 60 ms; what failed was not answered. */
function slow(...spans: Spans): Series {
  return {
    [count(201)]: growing(...spans.map(([, minutes]) => [90, minutes] as const)),
    [quick(201)]: growing(...spans.map(([late, minutes]) => [90 - late, minutes] as const)),
    [count(409)]: growing(...spans.map(([, minutes]) => [10, minutes] as const)),
    [quick(409)]: growing(...spans.map(([, minutes]) => [10, minutes] as const)),
    [count(503)]: growing(...spans.map(([, minutes]) => [50, minutes] as const)),
  };
}

const failed = [{ labels: {}, summary: 'Bookings fail faster than 99.99 % allows' }];
const addedUp = [{ labels: {}, summary: 'Bookings fail slowly, and more than 99.99 % allows' }];
const late = [{ labels: {}, summary: 'Far more than one booking in a hundred takes over 60 ms' }];
const lateForDays = [
  { labels: {}, summary: 'Over days, more than one booking in a hundred takes over 60 ms' },
];

// biome-ignore format: one line per case reads as the table it is.
export const sloCases: readonly AlertCase[] = [
  { alert: 'SeraiBookingsFail', when: 'two in a thousand for an hour after four good ones', series: failing([0, 240], [20, 65]), minute: 305, told: failed },
  { alert: 'SeraiBookingsFail', when: 'one in a thousand for six hours', series: failing([10, 390]), minute: 390, told: failed },
  { alert: 'SeraiBookingsFail', when: 'all of them shed before any work', series: { 'serai_shed_total{function="submit-reservation"}': growing([100, 70]), [count(201)]: growing([1, 70]) }, minute: 70, told: failed },
  { alert: 'SeraiBookingsFail', when: 'five in ten thousand', series: failing([5, 390]), minute: 390, told: [] },
  { alert: 'SeraiBookingsFail', when: 'it is over', series: failing([0, 240], [30, 60], [0, 10]), minute: 310, told: [] },
  { alert: 'SeraiBookingsFail', when: 'full houses', series: { [count(409)]: growing([1000, 90]) }, minute: 90, told: [] },
  { alert: 'SeraiBookingErrorsAddUp', when: 'five in ten thousand for three hours', series: failing([5, 180]), minute: 180, told: addedUp },
  { alert: 'SeraiBookingErrorsAddUp', when: 'two in ten thousand for eight hours', series: failing([2, 480]), minute: 480, told: addedUp },
  { alert: 'SeraiBookingErrorsAddUp', when: 'one in twenty thousand', series: failing([0.5, 480]), minute: 480, told: [] },
  { alert: 'SeraiBookingsSlow', when: 'a fifth for an hour after four good ones', series: slow([0, 240], [20, 65]), minute: 305, told: late },
  { alert: 'SeraiBookingsSlow', when: 'a tenth for six hours', series: slow([10, 390]), minute: 390, told: late },
  { alert: 'SeraiBookingsSlow', when: 'a twentieth', series: slow([5, 390]), minute: 390, told: [] },
  { alert: 'SeraiBookingsSlow', when: 'it is over', series: slow([0, 240], [30, 60], [0, 10]), minute: 310, told: [] },
  { alert: 'SeraiBookingSlownessAddsUp', when: 'two in a hundred for eight hours', series: slow([2, 480]), minute: 480, told: lateForDays },
  { alert: 'SeraiBookingSlownessAddsUp', when: 'five in a hundred for three hours', series: slow([5, 180]), minute: 180, told: lateForDays },
  { alert: 'SeraiBookingSlownessAddsUp', when: 'one in two hundred', series: slow([0.5, 480]), minute: 480, told: [] },
];

/** Each looks back over its own window: ten bad minutes weigh as much as they are of it. Of days there are only nine hours and ten minutes. */
const weights = [
  ['5m', 1],
  ['30m', 10 / 30],
  ['1h', 10 / 60],
  ['2h', 10 / 120],
  ['6h', 10 / 360],
  ['1d', 10 / 550],
  ['3d', 10 / 550],
] as const;

function weighed(name: string, most: number): ValueCase['expected'] {
  return weights.map(([window, weight]) => ({
    record: `serai:${name}:ratio_rate${window}`,
    values: [{ labels: '{}', value: Math.round(most * weight * 1e6) / 1e6 }],
  }));
}

// biome-ignore format: one line per case reads as the table it is.
export const sloValues: readonly ValueCase[] = [
  { series: failing([0, 540], [100, 10]), minute: 550, expected: weighed('booking_errors', 0.01) },
  { series: slow([0, 540], [50, 10]), minute: 550, expected: weighed('booking_slowness', 0.5) },
];
