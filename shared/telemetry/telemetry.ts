/** The telemetry port: spans in W3C traces, counters and duration histograms. */
export type AttributeValue = string | number | boolean;

/** Names and measures of the work, never what a person wrote or who a person is. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** As OpenTelemetry names them: who waits for whom across a process boundary. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** 'error': the work failed; a refusal is an answer and stays 'ok'. */
export type SpanStatus = 'ok' | 'error';

export interface Span {
  /** Hand it on as the parent of what this span causes: here, in a header, in an event. */
  readonly traceparent: string;
  /** False: nothing is recorded; worth asking only before an attribute is costly to make. */
  readonly sampled: boolean;
  attribute(name: string, value: AttributeValue): void;
  /** Without a status the work went well. The first end counts. */
  end(status?: SpanStatus): void;
}

/** Few values each: a function's name, an outcome, a status; never an id. */
export type Labels = Readonly<Record<string, string>>;

export interface Telemetry {
  /**
   * Starts a span. Without a (valid) parent it begins a trace and decides whether the trace is
   * sampled; with one it follows the parent's decision.
   */
  span(name: string, kind: SpanKind, parent: string | undefined, attributes?: Attributes): Span;
  /** Adds to a counter; its name ends in `_total`. */
  count(name: string, labels: Labels, by?: number): void;
  /** Adds a duration to a histogram; its name ends in `_seconds`. */
  observe(name: string, labels: Labels, seconds: number): void;
  /** Everything counted, in Prometheus' text format. */
  metrics(): string;
  /** Sends what is waiting and stops. Resolves also when it could not be sent. */
  close(): Promise<void>;
}

/** A span that ended. */
export interface SpanRow {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** The process's name. */
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** Microseconds since 1970. */
  readonly startedAtUs: number;
  readonly durationUs: number;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
}

/** Where ended spans go. */
export interface SpanExporter {
  /** For `metrics()`. */
  readonly name: string;
  /** Never throws and never waits: what does not fit is dropped and counted. */
  take(span: SpanRow): void;
  dropped(): number;
  /** Sends what is waiting, within a few seconds. */
  close(): Promise<void>;
}

export interface TraceSummary {
  readonly traceId: string;
  /** Of the span without a parent, else of the earliest. */
  readonly name: string;
  readonly service: string;
  readonly startedAtUs: number;
  /** From the first start to the last end. */
  readonly durationUs: number;
  readonly spans: number;
  readonly errors: number;
}

export interface TraceReader {
  /** Traces by their newest span, newest first; at most `TRACES_READ_MAX`. */
  recentTraces(limit: number): Promise<readonly TraceSummary[]>;
  /** The spans of one trace, by start; empty when it is unknown. */
  trace(traceId: string): Promise<readonly SpanRow[]>;
}

/** A page of a list that people look at. */
export const TRACES_READ_MAX = 200;

/** A trace beyond this is cut: nobody reads it, and it must not fill an answer. */
export const TRACE_SPANS_MAX = 2_000;
