/** The W3C Trace Context header, version 00: how a trace crosses HTTP, log records and events. */
export interface TraceContext {
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits. */
  readonly spanId: string;
  readonly sampled: boolean;
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;
/** Version 00 ends after the flags; a later one may go on after a dash. */
const VERSION_00_LENGTH = 55;

/** What the header says, or undefined when it breaks the standard and a new trace must begin. */
export function parseTraceparent(header: string): TraceContext | undefined {
  if (!TRACEPARENT.test(header)) return undefined;
  if (header.length !== VERSION_00_LENGTH && (header.startsWith('00') || header[55] !== '-')) {
    return undefined;
  }
  return {
    traceId: header.slice(3, 35),
    spanId: header.slice(36, 52),
    sampled: (Number.parseInt(header.slice(53, 55), 16) & 1) === 1,
  };
}

export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return ['00', traceId, spanId, sampled ? '01' : '00'].join('-');
}

/** The trace id for a log line or an answer, from a traceparent of our own making. */
export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35);
}
