/** What the dashboard shows, row by row: each panel answers one question. */
import { pageBurns, ratioName, slos } from './slo.ts';

export interface Query {
  readonly expr: string;
  /** Grafana fills in labels: `{{function}}`. */
  readonly legend: string;
}

export interface Panel {
  readonly title: string;
  readonly description: string;
  /** As Grafana names them. */
  readonly unit: 'bytes' | 'percentunit' | 'reqps' | 's' | 'short';
  readonly queries: readonly Query[];
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

const each = (expr: string): readonly Query[] => [{ expr, legend: '{{function}}' }];

const booking: Row = {
  title: 'Bookings',
  panels: [
    {
      title: 'How fast allowances are used up',
      description: '1 uses the allowance of 30 days up in 30 days; at 14.4 somebody is woken.',
      unit: 'short',
      queries: slos.flatMap((slo) =>
        pageBurns.map(({ long }) => ({
          expr: `${ratioName(slo, long)} / ${slo.budget}`,
          legend: `${slo.page.alert}, ${long}`,
        })),
      ),
    },
    {
      title: 'Answers by status',
      description: '201 booked, 202 pending, 409 full or closed, 503 come back.',
      unit: 'reqps',
      queries: [
        {
          expr: 'sum by (status) (rate(serai_function_seconds_count{function="submit-reservation"}[5m]))',
          legend: '{{status}}',
        },
      ],
    },
  ],
};

const functions: Row = {
  title: 'Functions',
  panels: [
    {
      title: 'Requests',
      description: 'Requests, pushed events and runs of schedules, by function.',
      unit: 'reqps',
      queries: each('serai:function_requests:rate5m'),
    },
    {
      title: 'Failures',
      description: 'The share that was answered 5xx, or failed.',
      unit: 'percentunit',
      queries: each('serai:function_errors:ratio_rate5m'),
    },
    {
      title: 'Slowest twentieth',
      description: 'One in twenty takes longer.',
      unit: 's',
      queries: each('serai:function_seconds:p95_5m'),
    },
    {
      title: 'Shed',
      description: 'Requests that were told to come back before any work was done for them.',
      unit: 'reqps',
      queries: each('sum by (function) (rate(serai_shed_total[5m]))'),
    },
  ],
};

const work: Row = {
  title: 'Events',
  panels: [
    {
      title: 'Lag',
      description: 'Records that each reader of a topic has not handled.',
      unit: 'short',
      queries: each('serai:consumer_lag_records:sum'),
    },
    {
      title: 'Oldest fact in the outbox',
      description: 'How long it has waited for its relay.',
      unit: 's',
      queries: each('serai:outbox_age_seconds:max'),
    },
    {
      title: 'Deliveries',
      description: 'Pushed events: done, to be tried again, dead.',
      unit: 'reqps',
      queries: [
        {
          expr: 'sum by (trigger, outcome) (rate(serai_push_total[5m]))',
          legend: '{{trigger}} {{outcome}}',
        },
      ],
    },
    {
      title: 'Parked, and handled again',
      description: 'Records that could not be handled; batches that held a copy of what was there.',
      unit: 'short',
      queries: [
        {
          expr: 'sum by (function) (increase(serai_parked_total[1h]))',
          legend: '{{function}} parked',
        },
        {
          expr: 'sum by (function) (increase(serai_handled_again_total[1h]))',
          legend: '{{function}} again',
        },
      ],
    },
  ],
};

const processes: Row = {
  title: 'Processes',
  panels: [
    {
      title: 'Busy',
      description: 'Of one thread, the busiest process of each function: near 1 its callers wait.',
      unit: 'percentunit',
      queries: each('serai:event_loop_busy:ratio_rate5m'),
    },
    {
      title: 'CPU',
      description: 'Cores, all processes of a function together.',
      unit: 'short',
      queries: each('sum by (function) (rate(process_cpu_seconds_total[5m]))'),
    },
    {
      title: 'Memory',
      description: 'Of the largest process of each function.',
      unit: 'bytes',
      queries: each('max by (function) (process_resident_memory_bytes)'),
    },
    {
      title: 'Lost sight',
      description: 'Spans that were dropped.',
      unit: 'reqps',
      queries: [
        {
          expr: 'sum by (exporter) (rate(serai_spans_dropped_total[5m]))',
          legend: '{{exporter}}',
        },
      ],
    },
  ],
};

export const rows: readonly Row[] = [booking, functions, work, processes];
