/** Traffic, errors, latency and saturation of every function, and what of them somebody is told. */
import type { Declaration } from '#shared/function/declare.ts';
import type { Group } from './rule.ts';

const requests = 'sum by (function) (rate(serai_function_seconds_count[5m]))';
const failures = 'sum by (function) (rate(serai_function_seconds_count{status=~"5..|failed"}[5m]))';
const quantile = (share: number): string =>
  `histogram_quantile(${share}, sum by (function, le) (rate(serai_function_seconds_bucket[5m])))`;

const recorded = {
  name: 'serai-functions',
  rules: [
    { record: 'serai:function_requests:rate5m', expr: requests },
    // A function that never failed has no series of failures: nothing of its own requests.
    {
      record: 'serai:function_errors:ratio_rate5m',
      expr: `(${failures} or 0 * ${requests}) / ${requests}`,
    },
    { record: 'serai:function_seconds:p50_5m', expr: quantile(0.5) },
    { record: 'serai:function_seconds:p95_5m', expr: quantile(0.95) },
    { record: 'serai:function_seconds:p99_5m', expr: quantile(0.99) },
    // Of a function's processes the busiest: one thread at its end makes its own callers wait.
    {
      record: 'serai:event_loop_busy:ratio_rate5m',
      expr: 'max by (function) (rate(serai_event_loop_busy_seconds_total[5m]))',
    },
    // Every replica tells the same of all partitions.
    {
      record: 'serai:consumer_lag_records:sum',
      expr: 'sum by (function) (max by (function, shard, partition) (serai_consumer_lag_records))',
    },
    {
      record: 'serai:outbox_age_seconds:max',
      expr: 'max by (function) (serai_outbox_age_seconds)',
    },
  ],
} as const satisfies Group;

const requestAlerts = {
  name: 'serai-requests',
  rules: [
    {
      alert: 'SeraiFunctionFails',
      expr: 'serai:function_errors:ratio_rate5m > 0.05',
      for: '10m',
      severity: 'ticket',
      summary: 'More than one in twenty of {{ $labels.function }} fails',
      description: 'Its callers are answered 5xx. Look at its log lines and at traces with errors.',
    },
    {
      alert: 'SeraiFunctionSlow',
      expr: 'serai:function_seconds:p95_5m > 1',
      for: '15m',
      severity: 'ticket',
      summary: 'One in twenty of {{ $labels.function }} takes over a second',
      description: 'People notice. Look at its traces, and at what they wait for.',
    },
    {
      alert: 'SeraiRequestsShed',
      expr: 'sum by (function) (rate(serai_shed_total[5m])) > 0',
      for: '5m',
      severity: 'ticket',
      summary: '{{ $labels.function }} turns requests away',
      description:
        'More is asked of it than it can answer in time. Are there as many replicas as it may have, and is it the engines that are slow?',
    },
    {
      alert: 'SeraiProcessBusy',
      expr: 'serai:event_loop_busy:ratio_rate5m > 0.9',
      for: '10m',
      severity: 'ticket',
      summary: 'A process of {{ $labels.function }} is busy nine tenths of the time',
      description: 'Its one thread is near its end, and waits grow from here. Give it replicas.',
    },
  ],
} as const satisfies Group;

const workAlerts = {
  name: 'serai-work',
  rules: [
    // Seconds of work for a decider: who has so many before it for ten minutes does not catch up.
    {
      alert: 'SeraiConsumerBehind',
      expr: 'serai:consumer_lag_records:sum > 10000',
      for: '10m',
      severity: 'ticket',
      summary: '{{ $labels.function }} is {{ $value }} records behind',
      description:
        'What it makes is late: decisions, read models, deliveries. Are there as many replicas as partitions, and is the database quick?',
    },
    {
      alert: 'SeraiConsumerStuck',
      expr: 'min by (function, shard, partition) (min_over_time(serai_consumer_lag_records[10m])) > 0 and max by (function, shard, partition) (changes(serai_consumer_next_offset[10m])) == 0',
      for: '5m',
      severity: 'page',
      summary: '{{ $labels.function }} does not move in partition {{ $labels.partition }}',
      description:
        'There are records, and none is handled: nothing of this partition is decided, shown or delivered. Its log lines say why: a topic made again, a lease, a database.',
    },
    {
      alert: 'SeraiRecordParked',
      expr: 'sum by (function) (increase(serai_parked_total[15m])) > 0',
      severity: 'page',
      summary: '{{ $labels.function }} went past a record that it could not handle',
      description:
        'A command without a decision or a fact that a read model lacks. The row is in `parked` of its context with the reason.',
    },
    {
      alert: 'SeraiFactsNotRelayed',
      expr: 'serai:outbox_age_seconds:max > 60',
      for: '5m',
      severity: 'page',
      summary: '{{ $labels.function }} has let a fact wait for {{ $value | humanizeDuration }}',
      description:
        'What is decided is safe, but read models and subscribers do not hear of it. Is the relay there, and does the log take appends?',
    },
    {
      alert: 'SeraiDeadLetters',
      expr: 'sum by (trigger) (increase(serai_push_total{outcome="dead"}[15m])) > 0',
      severity: 'ticket',
      summary: '{{ $labels.trigger }} gave up on an event',
      description: 'See `serai dead-letters list`; when the reason is gone, retry them.',
    },
  ],
} as const satisfies Group;

/** Subscribers that others push to: their own answers are all we know of. */
function subscriberAlerts(declarations: readonly Declaration[]): Group {
  const names = declarations.flatMap((each) => (each.kind === 'subscriber' ? [each.name] : []));
  return {
    name: 'serai-subscribers',
    rules: [
      {
        alert: 'SeraiEventRefused',
        expr: `sum by (function) (increase(serai_function_seconds_count{function=~"${names.join('|')}",status=~"400|422"}[15m])) > 0`,
        severity: 'ticket',
        summary: '{{ $labels.function }} refuses an event',
        description:
          'Whoever pushes it does not repeat a refusal: the event goes to the dead letters of its broker. Its answer says what is wrong with the event.',
      },
    ],
  };
}

/** What tells of itself whenever it runs, and is to run always. */
function presence(declarations: readonly Declaration[]): Group {
  const missing = declarations.flatMap(({ kind, name, scale }) =>
    (kind === 'consumer' || kind === 'relay') && scale.replicasMin > 0
      ? [`absent(serai_readable{function="${name}"})`]
      : [],
  );
  return {
    name: 'serai-presence',
    rules: [
      {
        alert: 'SeraiWorkerGone',
        expr: missing.join(' or '),
        for: '5m',
        severity: 'page',
        summary: 'Nothing is heard of {{ $labels.function }}',
        description:
          'It is to run always. Either no pod of it runs, or Prometheus cannot reach it: is its PodMonitor there, and does the network let Prometheus in?',
      },
      {
        alert: 'SeraiUnreadable',
        expr: 'min by (function, shard) (serai_readable) == 0',
        for: '10m',
        severity: 'ticket',
        summary: 'How far {{ $labels.function }} is behind cannot be read',
        description:
          'The alerts about lag and waiting facts are blind for it. Its log lines say which engine did not answer.',
      },
    ],
  };
}

export function signalGroups(declarations: readonly Declaration[]): readonly Group[] {
  return [
    recorded,
    requestAlerts,
    workAlerts,
    subscriberAlerts(declarations),
    presence(declarations),
  ];
}
