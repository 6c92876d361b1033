/** Counters and duration histograms in memory, with a bound on how many series there can be. */
import assert from 'node:assert/strict';
import type { Labels } from '#shared/telemetry/telemetry.ts';

export interface Metrics {
  count(name: string, labels: Labels, by?: number): void;
  observe(name: string, labels: Labels, seconds: number): void;
  /** Prometheus' text format 0.0.4; metrics by name, series in the order they came. */
  text(): string;
}

/**
 * From a cached read (under 1 ms) to the longest wait a request may have (10 s); with a bound at 60 ms,
 * which answers are promised within, so that the share of those is counted and not estimated.
 */
export const bucketsSeconds = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.06, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

/** Names are written in code, so more is a name made of data. */
const METRICS_MAX = 200;

/**
 * Of one metric: 300 functions by three outcomes fit. Beyond it (a label made of data) everything
 * new goes to one series, which says so.
 */
const SERIES_MAX = 1_000;
const OVERFLOW: Labels = { overflow: 'true' };

const METRIC_NAME = /^[a-z_][a-z0-9_]*$/;
const LABEL_NAME = /^[a-z_][a-z0-9_]*$/;

interface Series {
  readonly labels: string;
  /** A counter's value, or the sum of a histogram. */
  sum: number;
  /** Observations per bucket, the last for what is above all bounds. Empty for a counter. */
  readonly buckets: number[];
}

type MetricType = 'counter' | 'histogram';

class Metric {
  readonly type: MetricType;
  /** By the text of its labels in alphabetical order. */
  readonly series = new Map<string, Series>();
  /** By the labels as a caller wrote them, so that the common case sorts and escapes nothing. */
  readonly #aliases = new Map<string, Series>();

  constructor(type: MetricType) {
    this.type = type;
  }

  find(labels: Labels): Series {
    let alias = '';
    for (const name in labels) alias += `${name}\u0000${labels[name]}\u0000`;
    return this.#aliases.get(alias) ?? this.#add(alias, labels);
  }

  #add(alias: string, labels: Labels): Series {
    const text = labelText(labels);
    const found = this.series.get(text) ?? this.#newSeries(text);
    if (this.#aliases.size < SERIES_MAX) this.#aliases.set(alias, found);
    return found;
  }

  #newSeries(text: string): Series {
    const labels = this.series.size < SERIES_MAX ? text : labelText(OVERFLOW);
    const there = this.series.get(labels);
    if (there !== undefined) return there;
    const buckets = this.type === 'counter' ? [] : new Array(bucketsSeconds.length + 1).fill(0);
    const made: Series = { labels, sum: 0, buckets };
    this.series.set(labels, made);
    return made;
  }
}

export function metrics(): Metrics {
  const byName = new Map<string, Metric>();

  function find(name: string, type: MetricType): Metric {
    const found = byName.get(name) ?? add(name, type);
    assert(found.type === type, `${name} is a ${found.type}`);
    return found;
  }

  function add(name: string, type: MetricType): Metric {
    assert(METRIC_NAME.test(name), `${name} is no name of a metric`);
    assert(name.endsWith(type === 'counter' ? '_total' : '_seconds'), `${name} lacks its unit`);
    assert(byName.size < METRICS_MAX, `there are ${METRICS_MAX} metrics already`);
    const made = new Metric(type);
    byName.set(name, made);
    return made;
  }

  return {
    count(name, labels, by = 1) {
      assert(by >= 0, 'a counter only grows');
      find(name, 'counter').find(labels).sum += by;
    },
    observe(name, labels, seconds) {
      const series = find(name, 'histogram').find(labels);
      series.sum += seconds;
      let at = 0;
      while (at < bucketsSeconds.length && seconds > (bucketsSeconds[at] ?? 0)) at += 1;
      series.buckets[at] = (series.buckets[at] ?? 0) + 1;
    },
    text() {
      return [...byName]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, metric]) => metricText(name, metric))
        .join('');
    },
  };
}

function metricText(name: string, { type, series }: Metric): string {
  let text = `# TYPE ${name} ${type}\n`;
  for (const one of series.values()) {
    text +=
      type === 'counter' ? `${name}${braced(one.labels)} ${one.sum}\n` : histogramText(name, one);
  }
  return text;
}

function histogramText(name: string, { labels, sum, buckets }: Series): string {
  const before = labels === '' ? '' : `${labels},`;
  let count = 0;
  let text = '';
  for (const [at, inBucket] of buckets.entries()) {
    count += inBucket;
    text += `${name}_bucket{${before}le="${bucketsSeconds[at] ?? '+Inf'}"} ${count}\n`;
  }
  return `${text}${name}_sum${braced(labels)} ${sum}\n${name}_count${braced(labels)} ${count}\n`;
}

export function braced(labels: string): string {
  return labels === '' ? '' : `{${labels}}`;
}

export function labelText(labels: Labels): string {
  return Object.keys(labels)
    .toSorted()
    .map((name) => {
      assert(LABEL_NAME.test(name) && name !== 'le', `${name} is no name of a label`);
      return `${name}="${escaped(labels[name] ?? '')}"`;
    })
    .join(',');
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
