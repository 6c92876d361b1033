/** Sends spans to an OpenTelemetry backend: OTLP over HTTP in its JSON encoding. */
import { type Sent, spanBatches } from '#shared/telemetry/span-batches.ts';
import type {
  AttributeValue,
  SpanExporter,
  SpanKind,
  SpanRow,
  SpanStatus,
} from '#shared/telemetry/telemetry.ts';

export interface OtlpExporterOptions {
  /** As in `OTEL_EXPORTER_OTLP_ENDPOINT`: spans go to its `/v1/traces`. */
  readonly endpoint: string;
  /** As in `OTEL_EXPORTER_OTLP_HEADERS`, e.g. the backend's key. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly flushEveryMs?: number;
}

/** Shutting down waits for the last batch, and a platform allows it seconds. */
const TIMEOUT_MS = 3_000;

/** OTLP/HTTP: the only answers after which a batch may be sent again. */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** The numbers of opentelemetry/proto/trace/v1/trace.proto. */
const KINDS = {
  internal: 1,
  server: 2,
  client: 3,
  producer: 4,
  consumer: 5,
} as const satisfies Record<SpanKind, number>;
const STATUSES = { ok: 1, error: 2 } as const satisfies Record<SpanStatus, number>;

export function otlpExporter(options: OtlpExporterOptions): SpanExporter {
  const { timeoutMs = TIMEOUT_MS, headers, flushEveryMs } = options;
  const url = `${options.endpoint.replace(/\/+$/, '')}/v1/traces`;

  async function send(spans: readonly SpanRow[]): Promise<Sent> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(otlpRequest(spans)),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      await answer.body?.cancel();
      if (answer.ok) return 'sent';
      return RETRYABLE.has(answer.status) ? 'again' : 'lost';
    } catch {
      // No connection or no answer in time. A copy is harmless: a span has an id.
      return 'again';
    }
  }

  return spanBatches({
    name: 'otlp',
    send,
    ...(flushEveryMs === undefined ? {} : { flushEveryMs }),
  });
}

/** An ExportTraceServiceRequest; ids are hexadecimal and 64-bit numbers are text in this encoding. */
export function otlpRequest(spans: readonly SpanRow[]): object {
  const byService = Map.groupBy(spans, ({ service }) => service);
  return {
    resourceSpans: [...byService].map(([service, rows]) => ({
      resource: { attributes: keyValues({ 'service.name': service }) },
      scopeSpans: [{ scope: { name: 'serai' }, spans: rows.map(otlpSpan) }],
    })),
  };
}

function otlpSpan(span: SpanRow): object {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: KINDS[span.kind],
    startTimeUnixNano: `${span.startedAtUs}000`,
    endTimeUnixNano: `${span.startedAtUs + span.durationUs}000`,
    attributes: keyValues(span.attributes),
    status: { code: STATUSES[span.status] },
  };
}

function keyValues(attributes: Readonly<Record<string, AttributeValue>>): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: AttributeValue): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
