/** What is read at the moment somebody asks, unlike what is counted as it happens; and its text. */

import { catalogue, type MetricName } from '#shared/telemetry/catalogue.ts';
import { braced, labelText } from '#shared/telemetry/metrics.ts';
import type { Labels } from '#shared/telemetry/telemetry.ts';

export interface Reading {
  readonly name: MetricName;
  readonly labels: Labels;
  readonly value: number;
}

/** Prometheus' text format 0.0.4, as `Metrics.text`. */
export function readingsText(readings: readonly Reading[]): string {
  return [...Map.groupBy(readings, ({ name }) => name)]
    .map(([name, same]) => {
      const lines = same.map(
        ({ labels, value }) => `${name}${braced(labelText(labels))} ${value}\n`,
      );
      return `# TYPE ${name} ${catalogue[name].type}\n${lines.join('')}`;
    })
    .join('');
}
