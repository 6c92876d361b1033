/** The last spans of this process, in memory. */
import {
  type SpanExporter,
  type SpanRow,
  TRACE_SPANS_MAX,
  TRACES_READ_MAX,
  type TraceReader,
  type TraceSummary,
} from '#shared/telemetry/telemetry.ts';

/** About 4 MB, and some minutes of a busy process. */
const SPANS_MAX = 5_000;

export function spanRing(spansMax = SPANS_MAX): SpanExporter & TraceReader {
  const ring: SpanRow[] = [];
  let next = 0;

  /** Traces by their newest span, newest first. */
  function traces(): SpanRow[][] {
    const byTrace = Map.groupBy(ring, ({ traceId }) => traceId);
    return [...byTrace.values()]
      .map((rows) => rows.toSorted(byStart))
      .toSorted((a, b) => byStart(b.at(-1), a.at(-1)));
  }

  return {
    name: 'memory',
    take(span) {
      ring[next] = span;
      next = (next + 1) % spansMax;
    },
    // Making space by forgetting is what a ring is for.
    dropped: () => 0,
    async recentTraces(limit) {
      return traces().slice(0, Math.min(limit, TRACES_READ_MAX)).flatMap(summary);
    },
    async trace(traceId) {
      return ring
        .filter((span) => span.traceId === traceId)
        .toSorted(byStart)
        .slice(0, TRACE_SPANS_MAX);
    },
    close: async () => {},
  };
}

function byStart(a: SpanRow | undefined, b: SpanRow | undefined): number {
  if (a === undefined || b === undefined) return 0;
  if (a.startedAtUs !== b.startedAtUs) return a.startedAtUs - b.startedAtUs;
  // Of two that began in the same microsecond the longer one is around the other.
  if (a.durationUs !== b.durationUs) return b.durationUs - a.durationUs;
  return a.spanId < b.spanId ? -1 : 1;
}

/** Of a trace's spans by start; an empty list, which a trace never is, has none. */
function summary(rows: readonly SpanRow[]): TraceSummary[] {
  const [first] = rows;
  if (first === undefined) return [];
  const root = rows.find(({ parentSpanId }) => parentSpanId === undefined) ?? first;
  const endUs = Math.max(...rows.map((row) => row.startedAtUs + row.durationUs));
  return [
    {
      traceId: root.traceId,
      name: root.name,
      service: root.service,
      startedAtUs: first.startedAtUs,
      durationUs: endUs - first.startedAtUs,
      spans: rows.length,
      errors: rows.filter(({ status }) => status === 'error').length,
    },
  ];
}
