/** What a call takes and what may come of it, out of the types of an API's operations. */

export interface OperationTypes {
  readonly params?: object;
  readonly query?: object;
  readonly body?: unknown;
  /** By status: the body. */
  readonly answers: object;
  /** By status: the codes of its problem documents. */
  readonly problems: object;
}

export interface Route {
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  /** Whether it takes an `Idempotency-Key`. */
  readonly keyed: boolean;
}

export interface CallHeaders {
  /** One is made for a call that has none; the same goes with every repeat of the call. */
  readonly idempotencyKey?: string;
  /** The version a change was made from. */
  readonly ifMatch?: number;
  /** `respond-async`, or `wait=5`. */
  readonly prefer?: string;
  readonly traceparent?: string;
}

interface Always {
  readonly headers?: CallHeaders;
  /** That doing it twice does no harm, although it takes no key: signing in is such a call. */
  readonly repeatable?: boolean;
  /** Ends the call, its repeats too. */
  readonly signal?: AbortSignal;
}

export type Input<O extends OperationTypes> = Always &
  Pick<O, keyof O & ('params' | 'query' | 'body')>;

/** The input may be left out where nothing in it must be given. */
export type Inputs<O extends OperationTypes> =
  Always extends Input<O> ? readonly [input?: Input<O>] : readonly [input: Input<O>];

/** A problem document (RFC 9457). Other members go with the code. */
export interface ProblemDocument<Code> {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: Code;
  readonly requestId: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  readonly [member: string]: unknown;
}

/** What the headers of an answer say. */
export interface Facts {
  readonly requestId: string;
  readonly traceId: string;
  readonly location?: string;
  /** From `ETag`: for `ifMatch`. */
  readonly version?: number;
  readonly replayed: boolean;
}

/** The operation answered: what was asked for, or something that is on its way (202). */
export type Done<A> = {
  [Status in keyof A]: {
    readonly kind: 'done';
    readonly status: Status;
    readonly body: A[Status];
    readonly facts: Facts;
  };
}[keyof A];

/** What was decided: without what is only on its way. */
export type Decided<O extends OperationTypes> = O['answers'][Exclude<keyof O['answers'], 202>];

/** It said no, and why. After 429 and 503 it was asked again first. */
export type Refused<P> = {
  [Status in keyof P]: {
    readonly kind: 'refused';
    readonly status: Status;
    readonly problem: ProblemDocument<P[Status]>;
    readonly facts: Facts;
  };
}[keyof P];

/** No answer, or one that tells nothing: it may have been done. The same key finds out. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly reason: string;
}

export type Outcome<O extends OperationTypes> =
  | Done<O['answers']>
  | Refused<O['problems']>
  | Unknown;
