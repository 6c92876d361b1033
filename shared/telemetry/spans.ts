/** Spans: which are recorded, what they cost when they are not, and what leaves when they end. */
import { TokenBucket } from '#shared/cache/token-bucket.ts';
import type { Clock, Random } from '#shared/ports.ts';
import { type RandomPool, randomPool } from '#shared/system.ts';
import { isPersonal } from '#shared/telemetry/personal.ts';
import type {
  Attributes,
  AttributeValue,
  Span,
  SpanKind,
  SpanRow,
  SpanStatus,
} from '#shared/telemetry/telemetry.ts';
import {
  formatTraceparent,
  parseTraceparent,
  type TraceContext,
} from '#shared/telemetry/traceparent.ts';

/** Enough to see every kind of request within a minute; a loaded process records a fraction. */
export const TRACES_PER_SECOND = 20;

/**
 * A sampled parent is followed, and a caller can claim one on every request. 2,000 spans a second
 * cost a few per cent of a core, whatever callers claim.
 */
export const SPANS_PER_SECOND_MAX = 2_000;

/** More is a loop that names its rounds; the rest of the span is still worth having. */
const ATTRIBUTES_MAX = 32;
const TEXT_CHARS_MAX = 256;

/** Wall clock and timer may part by this before spans follow the wall clock again. */
const CLOCK_DRIFT_MS_MAX = 5;

export interface SpansOptions {
  readonly service: string;
  readonly clock: Clock;
  /** Milliseconds with fractions from any start, never going back. */
  readonly timerMs: () => number;
  readonly random: Random;
  readonly ended: (span: SpanRow) => void;
  readonly tracesPerSecond?: number;
  readonly spansPerSecondMax?: number;
}

export interface Spans {
  start(name: string, kind: SpanKind, parent: string | undefined, attributes?: Attributes): Span;
}

export function spans(options: SpansOptions): Spans {
  const { clock, timerMs, ended, service } = options;
  const traceLimit = perSecond(options.tracesPerSecond ?? TRACES_PER_SECOND);
  const spanLimit = perSecond(options.spansPerSecondMax ?? SPANS_PER_SECOND_MAX);
  const traces = new TokenBucket(clock.nowMs(), traceLimit.burst);
  const recorded = new TokenBucket(clock.nowMs(), spanLimit.burst);
  const newId = hexIds(randomPool(options.random));
  let wallMinusTimerMs = clock.nowMs() - timerMs();

  function mayRecord(nowMs: number): boolean {
    return recorded.take(nowMs, spanLimit).allowed;
  }

  function beginTrace(): TraceContext | undefined {
    const nowMs = clock.nowMs();
    if (traceLimit.perSecond === 0 || !traces.take(nowMs, traceLimit).allowed) return undefined;
    return mayRecord(nowMs) ? { traceId: newId(16), spanId: newId(8), sampled: true } : undefined;
  }

  function startedAtUs(startMs: number): number {
    const driftMs = clock.nowMs() - startMs - wallMinusTimerMs;
    if (Math.abs(driftMs) > CLOCK_DRIFT_MS_MAX) wallMinusTimerMs += driftMs;
    return Math.round((wallMinusTimerMs + startMs) * 1000);
  }

  function record(
    context: TraceContext,
    parentSpanId: string | undefined,
    name: string,
    kind: SpanKind,
    given: Attributes | undefined,
  ): Span {
    const startMs = timerMs();
    const startUs = startedAtUs(startMs);
    const attributes: Record<string, AttributeValue> = {};
    let count = 0;
    let open = true;
    const put = (key: string, value: AttributeValue) => {
      if (!open || isPersonal(key) || (!(key in attributes) && count >= ATTRIBUTES_MAX)) return;
      if (!(key in attributes)) count += 1;
      attributes[key] = typeof value === 'string' ? value.slice(0, TEXT_CHARS_MAX) : value;
    };
    for (const key in given) put(key, given[key] ?? '');
    return {
      traceparent: formatTraceparent(context),
      sampled: true,
      attribute: put,
      end(status: SpanStatus = 'ok') {
        if (!open) return;
        open = false;
        ended({
          traceId: context.traceId,
          spanId: context.spanId,
          parentSpanId,
          service,
          name,
          kind,
          startedAtUs: startUs,
          durationUs: Math.max(0, Math.round((timerMs() - startMs) * 1000)),
          status,
          attributes,
        });
      },
    };
  }

  return {
    start(name, kind, parent, attributes) {
      const from = parent === undefined ? undefined : parseTraceparent(parent);
      if (from === undefined) {
        const context = beginTrace();
        return context === undefined
          ? new UnsampledSpan(newId, undefined)
          : record(context, undefined, name, kind, attributes);
      }
      // Handing on the parent's own header keeps the trace whole around a span that is not recorded.
      if (!from.sampled || !mayRecord(clock.nowMs())) return new UnsampledSpan(newId, parent);
      const context = { traceId: from.traceId, spanId: newId(8), sampled: true };
      return record(context, from.spanId, name, kind, attributes);
    },
  };
}

/** Makes its trace id only when someone asks. */
export class UnsampledSpan implements Span {
  readonly sampled = false;
  readonly #newId: (bytes: number) => string;
  #traceparent: string | undefined;

  constructor(newId: (bytes: number) => string, traceparent: string | undefined) {
    this.#newId = newId;
    this.#traceparent = traceparent;
  }

  get traceparent(): string {
    this.#traceparent ??= formatTraceparent({
      traceId: this.#newId(16),
      spanId: this.#newId(8),
      sampled: false,
    });
    return this.#traceparent;
  }

  attribute(): void {}

  end(): void {}
}

/** Trace and span ids: random and never all zeros, which the standard forbids. */
export function hexIds(pool: RandomPool): (bytes: number) => string {
  const buffers = new Map([
    [8, Buffer.alloc(8)],
    [16, Buffer.alloc(16)],
  ]);
  return (count) => {
    const bytes = buffers.get(count) ?? Buffer.alloc(count);
    do pool.fill(bytes, 0, count);
    while (bytes.every((byte) => byte === 0));
    return bytes.toString('hex');
  };
}

/** A second's worth may come at once; zero turns it off. */
function perSecond(count: number) {
  return { perSecond: count, burst: Math.max(1, count) };
}
