/** The telemetry of one process: its spans, its metrics and where they go; or next to nothing. */
import { randomPool, systemRandom } from '#shared/system.ts';
import { metrics } from '#shared/telemetry/metrics.ts';
import { hexIds, type SpansOptions, spans, UnsampledSpan } from '#shared/telemetry/spans.ts';
import type { SpanExporter, Telemetry } from '#shared/telemetry/telemetry.ts';
import { parseTraceparent } from '#shared/telemetry/traceparent.ts';

export interface ProcessTelemetryOptions extends Omit<SpansOptions, 'ended'> {
  readonly exporters: readonly SpanExporter[];
}

const DROPPED = 'serai_spans_dropped_total';

export function processTelemetry(options: ProcessTelemetryOptions): Telemetry {
  const { exporters } = options;
  const measured = metrics();
  const dropped = new Map<SpanExporter, number>(exporters.map((exporter) => [exporter, 0]));
  const { start } = spans({
    ...options,
    ended(span) {
      for (const exporter of exporters) exporter.take(span);
    },
  });

  function countDropped(): void {
    for (const [exporter, before] of dropped) {
      const now = exporter.dropped();
      measured.count(DROPPED, { exporter: exporter.name }, now - before);
      dropped.set(exporter, now);
    }
  }

  return {
    span: start,
    count: measured.count,
    observe: measured.observe,
    metrics() {
      countDropped();
      return measured.text();
    },
    async close() {
      await Promise.all(exporters.map((exporter) => exporter.close()));
    },
  };
}

const newId = hexIds(randomPool(systemRandom));

/**
 * Records and counts nothing. Trace ids still pass through, and are made for those who ask, so
 * that answers and log lines can be found again.
 */
export const telemetryOff: Telemetry = {
  span: (_name, _kind, parent) => {
    const valid = parent !== undefined && parseTraceparent(parent) !== undefined;
    return new UnsampledSpan(newId, valid ? parent : undefined);
  },
  count() {},
  observe() {},
  metrics: () => '',
  close: async () => {},
};
