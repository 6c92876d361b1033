/** Of a request what is neither its path nor its body, as a handler is told it. */

/** What of the request itself a handler may need. */
export interface RequestFacts {
  readonly id: string;
  readonly method: string;
  /** The route's path with its parameters filled in: the same however the caller wrote it. */
  readonly path: string;
  readonly idempotencyKey: string | undefined;
  /** From `If-Match`. */
  readonly expectedVersion: number | undefined;
  /** Milliseconds the caller will wait for the outcome (`Prefer`); 0 for `respond-async`. */
  readonly waitMs: number;
  readonly traceparent: string;
  /** Who is at the other end, as the outermost of our own proxies saw it. */
  readonly clientAddress: string;
  /** Ends when the caller is gone. Made when asked for: most requests never need it. */
  signal(): AbortSignal;
}
