/**
 * The kinds of function. A declaration is inert: the runtime can serve it, a generator read it and a
 * test call it. Types of a handler's input and of its allowed answers follow from the schemas.
 */
import type * as z from 'zod';
import type { Channels } from '#shared/cache/channels.ts';
import type { Replies } from '#shared/commands/replies.ts';
import type { Sql } from '#shared/database/database.ts';
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import type { Clock, Ids } from '#shared/ports.ts';
import type { Telemetry } from '#shared/telemetry/telemetry.ts';
import type { Principal } from './principal.ts';
import type { RequestFacts } from './request-facts.ts';
import type { ScheduleDeclaration } from './schedule.ts';
import type { HttpTools, Transaction } from './tools.ts';

/** How a refusal looks outside: the status and title of its problem document (RFC 9457), whose page says more. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  /** What a caller does next; on the problem's page, not in its document. */
  readonly next?: string;
}
export type Problems = Readonly<Record<string, Problem>>;

/** By status: the body's schema, `null` for an empty body, or the refusals that leave with it. */
export type Answers = { readonly [status: number]: z.ZodType | null | readonly string[] };

export interface Scale {
  /** Requests per second one replica is meant to take. */
  readonly rps: number;
  readonly replicasMin: number;
  readonly replicasMax: number;
}

export interface Reply<Status, Body> {
  readonly status: Status;
  readonly body: Body;
  /** Members of the body that are told this once and kept nowhere: a repeat of the key is answered without them. */
  readonly once?: Partial<Body>;
  /** Becomes the `ETag`. */
  readonly version?: number;
  readonly location?: string;
  /** Becomes `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** The answer of an earlier request with the same key. */
  readonly replayed?: boolean;
}

export interface Refusal<Code extends string> {
  readonly refusal: Code;
  /** Members the problem document gets beside its standard ones. */
  readonly details?: object | undefined;
  readonly location?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly replayed?: boolean | undefined;
}

/** A handler only gives its answer away, so it may hold what nobody may change. */
type Unchanging<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : { readonly [K in keyof T]: Unchanging<T[K]> };

type CodesOf<A extends Answers> = {
  [S in keyof A]: A[S] extends readonly (infer Code extends string)[] ? Code : never;
}[keyof A];

type RepliesOf<A extends Answers> = {
  [S in keyof A]: A[S] extends readonly string[]
    ? never
    : A[S] extends z.ZodType
      ? Reply<S, Unchanging<z.input<A[S]>>>
      : Reply<S, null>;
}[keyof A];

/** Every answer the declaration allows, and no other. */
export type AnswerOf<A extends Answers> = RepliesOf<A> | Refusal<CodesOf<A>>;

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

export interface HttpInput<P, Q, B> {
  readonly params: Parsed<P>;
  readonly query: Parsed<Q>;
  readonly body: Parsed<B>;
  /** The body of a function that takes a text; empty elsewhere. */
  readonly text: string;
  readonly principal: Principal;
  readonly request: RequestFacts;
}

export interface HttpDeclaration<
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
  A extends Answers,
  T extends Transaction,
> {
  readonly kind: 'http';
  readonly context: string;
  readonly name: string;
  readonly purpose: string;
  /** `METHOD /path/{parameter}`. */
  readonly route: string;
  /** What the caller must hold; `public` for everyone, said on purpose: a function without one does not start. */
  readonly permission: string;
  /** The path parameter that names a thing of the caller's scope. */
  readonly scope?: string;
  readonly transaction: T;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Instead of `body`: a text in UTF-8 that the handler reads itself. */
  readonly textBody?: { readonly mediaType: 'text/csv'; readonly example: string };
  /** `required` is the default for POST: a repeat of the key never does it twice. */
  readonly idempotencyKey?: 'required' | 'none';
  readonly bodyBytesMax?: number;
  readonly answers: A;
  /** The media type of its `Streamed` answer, where it gives one. */
  readonly streams?: string;
  /** Status and title of every refusal among the answers. */
  readonly problems?: Problems;
  readonly scale: Scale;
  /** The tenant it works in, where an operator acts for another one than their own. */
  tenantOf?(input: HttpInput<P, Q, B>): string;
  /** What it works for where no `scope` says so: it decides in which of several databases. */
  keyOf?(input: HttpInput<P, Q, B>): string;
  handle(
    input: HttpInput<P, Q, B>,
    tools: HttpTools<T>,
  ): Promise<AnswerOf<A> | Streamed> | AnswerOf<A> | Streamed;
}

/** An answer that is not JSON: a page, a file, a stream of server-sent events. */
export interface Streamed {
  readonly status: 200;
  readonly stream: ReadableStream<Uint8Array> | string | Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Filters of a Trigger: one dialect per object, all objects must match. */
export type Filter =
  | { readonly exact: Readonly<Record<string, string>> }
  | { readonly prefix: Readonly<Record<string, string>> }
  | { readonly suffix: Readonly<Record<string, string>> }
  | { readonly all: readonly Filter[] }
  | { readonly any: readonly Filter[] }
  | { readonly not: Filter };

export interface Delivery {
  readonly retry: number;
  readonly backoffPolicy: 'linear' | 'exponential';
  readonly backoffDelayMs: number;
}

/** What a subscriber says: done (2xx, empty), done with a reply event, nothing to do (204), not ever (422), later (503). */
export type Delivered =
  | { readonly outcome: 'done'; readonly reply?: CloudEvent }
  | { readonly outcome: 'nothing_to_do' }
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'later'; readonly reason: string };

export interface SubscriberDeclaration<
  D extends z.ZodType = z.ZodType,
  T extends Transaction = Transaction,
> {
  readonly kind: 'subscriber';
  readonly context: string;
  readonly name: string;
  readonly purpose: string;
  /** The Broker its Trigger reads. */
  readonly broker: string;
  readonly filters: readonly Filter[];
  /** `ordered`: one event in flight per partition. */
  readonly order: 'ordered' | 'unordered';
  readonly delivery: Delivery;
  readonly transaction: T;
  /** Of the event's data; facts are read tolerantly. */
  readonly data: D;
  readonly scale: Scale;
  handle(
    input: { readonly event: CloudEvent; readonly data: z.output<D> },
    tools: HttpTools<T>,
  ): Promise<Delivered>;
}

/** One batch's effects, committed together with the next offset. */
export interface ConsumerDeclaration<Memory = unknown> {
  readonly kind: 'consumer';
  readonly context: string;
  readonly name: string;
  readonly purpose: string;
  readonly topic: string;
  readonly batchRecordsMax: number;
  /** How long records may wait for more of them: for what may be that late and costs by the batch. */
  readonly gatherMs?: number;
  /**
   * Of a projection: its tables, which it alone writes, which begin empty, and which facts alone
   * decide. So they can be compared with, or replaced by, what the facts say. It keeps no memory.
   */
  readonly tables?: readonly string[];
  readonly scale: {
    readonly replicasMin: number;
    readonly replicasMax: number;
    readonly lagThreshold: number;
  };
  /** What it keeps in memory for the partitions it reads: a cache of the last confirmed COMMIT, dropped after any failure and when a partition comes. */
  memory(): Memory;
  /**
   * Turns records into effects. Reads through `tools.read` (its own short transaction); writes
   * only by what it returns.
   */
  handle(
    input: { readonly records: readonly StoredRecord[]; readonly memory: Memory },
    tools: ConsumerTools,
  ): Promise<BatchEffects>;
}

export interface ConsumerTools {
  /** Of a record of the batch, which may hold records of several partitions, each partition's in order. */
  partitionOf(record: StoredRecord): number;
  /**
   * Whether what the batch brings may be written as new without looking whether it is there: then
   * by plain inserts, whose unique keys find out. If one does, the batch is handled again with `false`.
   */
  readonly presumeNew: boolean;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly telemetry: Telemetry;
  readonly channels: Pick<Channels, 'publish' | 'subscribe'>;
  readonly replies: Pick<Replies, 'send'>;
  read<R>(tenants: readonly string[], work: (sql: Sql) => Promise<R>): Promise<R>;
}

/** What one batch does. The runtime moves the offset, gives events their positions and commits it all at once. */
export interface BatchEffects {
  readonly tenants: readonly string[];
  readonly events: readonly OutboxEvent[];
  write(sql: Sql): Promise<void>;
  /** After COMMIT: never before, never when it failed. */
  committed?(): void;
}

/** A fact on its way into a context's outbox. */
export interface OutboxEvent {
  readonly id: string;
  /** Of the outbox. */
  readonly partition: number;
  readonly type: string;
  readonly subject: string;
  readonly tenantId: string;
  /** All events of one key stay in order. */
  readonly partitionKey: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly timeMs: number;
  readonly traceparent: string;
  /** Where whoever did it was, as the door saw it; nothing for what came from no door. */
  readonly clientAddress?: string | undefined;
  /** JSON, as text or in UTF-8. */
  readonly data: string | Uint8Array;
}

/** Carries a context's outbox to its topic, in order, one request in flight per partition. */
export interface RelayDeclaration {
  readonly kind: 'relay';
  readonly context: string;
  readonly name: string;
  readonly purpose: string;
  readonly topic: string;
  readonly scale: { readonly replicasMin: number; readonly replicasMax: number };
}

export type AnyHttp = HttpDeclaration<
  z.ZodType | undefined,
  z.ZodType | undefined,
  z.ZodType | undefined,
  Answers,
  Transaction
>;
export type Declaration =
  | AnyHttp
  | SubscriberDeclaration
  | ConsumerDeclaration
  | RelayDeclaration
  | ScheduleDeclaration;

export function http<
  const A extends Answers,
  T extends Transaction,
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(declaration: Omit<HttpDeclaration<P, Q, B, A, T>, 'kind'>): HttpDeclaration<P, Q, B, A, T> {
  return { kind: 'http', ...declaration };
}

export function subscriber<D extends z.ZodType, T extends Transaction>(
  declaration: Omit<SubscriberDeclaration<D, T>, 'kind'>,
): SubscriberDeclaration<D, T> {
  return { kind: 'subscriber', ...declaration };
}

export function consumer<Memory>(
  declaration: Omit<ConsumerDeclaration<Memory>, 'kind'>,
): ConsumerDeclaration<Memory> {
  return { kind: 'consumer', ...declaration };
}

export function relay(declaration: Omit<RelayDeclaration, 'kind'>): RelayDeclaration {
  return { kind: 'relay', ...declaration };
}

/** A refusal with its details. */
export function refuse<const Code extends string>(
  code: Code,
  more: Omit<Refusal<Code>, 'refusal'> = {},
): Refusal<Code> {
  return { refusal: code, ...more };
}
