/** Rules as Prometheus reads them: what it reckons ahead, and what it tells people. */

/** A query's answer, kept under a name of its own: `serai:<what>:<how>`. */
export interface Recorded {
  readonly record: `serai:${string}:${string}`;
  readonly expr: string;
}

/** `page`: somebody is woken. `ticket`: it is looked at on the next working day. */
export type Severity = 'page' | 'ticket';

/** Each is explained in docs/watch.md under its name. */
export interface Alert {
  readonly alert: `Serai${string}`;
  readonly expr: string;
  /** So long it has to be true; left out where the query itself looks back. */
  readonly for?: `${number}m`;
  readonly severity: Severity;
  /** What is wrong, in one line. */
  readonly summary: string;
  /** What that means to people, and where to look. */
  readonly description: string;
}

export interface Group {
  readonly name: string;
  readonly rules: readonly (Recorded | Alert)[];
}

export function isAlert(rule: Recorded | Alert): rule is Alert {
  return 'alert' in rule;
}

export const guide = 'docs/watch.md';

/** Headings become anchors in lower case. */
export function runbookOf({ alert }: Pick<Alert, 'alert'>): string {
  return `${guide}#${alert.toLowerCase()}`;
}

/** A rule as it stands in a rules file, in PrometheusRule and for promtool alike. */
export function ruleOf(rule: Recorded | Alert): Readonly<Record<string, unknown>> {
  if (!isAlert(rule)) return { record: rule.record, expr: rule.expr };
  const { alert, expr, severity, summary, description } = rule;
  return {
    alert,
    expr,
    ...(rule.for === undefined ? {} : { for: rule.for }),
    labels: { severity },
    annotations: { summary, description, runbook_url: runbookOf(rule) },
  };
}
