/** One case of promtool: series as they might have been, and what a rule makes of them at a minute. */
import type { Alert } from '../rule.ts';
import { runbookOf } from '../rule.ts';

type Json = Readonly<Record<string, unknown>>;

/** Samples a minute apart, by the text of their series. */
export type Series = Readonly<Record<string, string>>;

export interface AlertCase {
  readonly alert: Alert['alert'];
  readonly when: string;
  readonly series: Series;
  readonly minute: number;
  /** Labels beside the severity, and the summary as people read it; nobody is told when it is empty. */
  readonly told: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly summary: string;
  }[];
}

export interface ValueCase {
  readonly series: Series;
  readonly minute: number;
  readonly expected: readonly {
    readonly record: string;
    /** To a millionth: what is reckoned in another order differs in its last digits. */
    readonly values: readonly { readonly labels: string; readonly value: number }[];
  }[];
}

/** A counter that grows by so much a minute, for so many minutes, and then by another. */
export function growing(
  ...spans: readonly (readonly [perMinute: number, minutes: number])[]
): string {
  let from = 0;
  return spans
    .map(([perMinute, minutes], at) => {
      // Each span ends where the next begins, and a sample is written once.
      const text = `${at === 0 ? from : from + perMinute}+${perMinute}x${at === 0 ? minutes : minutes - 1}`;
      from += perMinute * minutes;
      return text;
    })
    .join(' ');
}

export function always(value: number, minutes: number): string {
  return `${value}x${minutes}`;
}

export function alertTest({ when, alert, series, minute, told }: AlertCase, rule: Alert): Json {
  return {
    ...given(`${alert}: ${when}`, series),
    alert_rule_test: [
      {
        eval_time: `${minute}m`,
        alertname: alert,
        exp_alerts: told.map(({ labels, summary }) => ({
          exp_labels: { severity: rule.severity, ...labels },
          exp_annotations: { summary, description: rule.description, runbook_url: runbookOf(rule) },
        })),
      },
    ],
  };
}

export function valueTest({ series, minute, expected }: ValueCase): Json {
  return {
    ...given(expected.map(({ record }) => record).join(', '), series),
    promql_expr_test: expected.map(({ record, values }) => ({
      expr: `round(${record}, 0.000001)`,
      eval_time: `${minute}m`,
      exp_samples: values,
    })),
  };
}

function given(name: string, series: Series): Json {
  return {
    name,
    interval: '1m',
    input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
  };
}
