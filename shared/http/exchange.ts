/**
 * One request and its answer, whoever carries them: `node:http` where a function serves, the web's
 * classes in a test and on other runtimes. A handler knows only this.
 */
/** Header values by lower-case name; Node's own object where there is one, because building a `Headers` costs more than the rest of a small request. */
export type HeaderValues = Readonly<Record<string, string | string[] | undefined>>;

export interface Answer {
  readonly status: number;
  /** By lower-case name; the length of the body is added where it is known. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | undefined;
}

export interface Exchange {
  readonly headers: HeaderValues;
  /** The address at the other end of the connection. */
  readonly peer: string;
  /** Its bytes, never more than `bytesMax` of them in memory. Rejects with `CallerGone` when they end too early. */
  body(bytesMax: number): Promise<Buffer | 'too_large'>;
  /** Ends when the caller is gone. Made when asked for: most requests never need it. */
  signal(): AbortSignal;
  /** Lets the answer go, once. What it gives back is for Hono alone. */
  send(answer: Answer): Response;
}

/** The caller went before its request was here: nobody is left to hear of it. */
export class CallerGone extends Error {
  override readonly name = 'CallerGone';
}
