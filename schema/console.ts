/** The HTTP contract of the context `console`: what runs, what happened, and what happens now. */
import * as z from 'zod';
import { HotelDate, Instant, TenantId } from '#schema/values.ts';

export const RunningFunction = z.strictObject({
  name: z.string(),
  context: z.string(),
  kind: z.enum(['http', 'subscriber', 'consumer', 'relay', 'schedule']),
  purpose: z.string(),
  /** Its route, its topic, the broker its events come from, or its cron expression. */
  wokenBy: z.string(),
  /** What a caller must hold; absent where no caller is. */
  permission: z.string().optional(),
});
export type RunningFunction = z.infer<typeof RunningFunction>;
export const RunningFunctions = z.strictObject({
  house: z.string(),
  functions: z.array(RunningFunction),
});

/** A way in that the page of a demo house offers. */
export const DemoUser = z.strictObject({
  email: z.string(),
  title: z.string(),
  role: z.string(),
  password: z.string(),
});
export type DemoUser = z.infer<typeof DemoUser>;

/** What a page needs to send a browser to a tenant's identity provider. */
export const SignInStart = z.strictObject({
  id: z.uuid(),
  title: z.string(),
  issuer: z.string(),
  authorizationEndpoint: z.url(),
  /** Where one signs out there. */
  endSessionEndpoint: z.url().optional(),
  /** Of the authorization request; what only a tab knows is added by it. */
  parameters: z.record(z.string(), z.string()),
});
export type SignInStart = z.infer<typeof SignInStart>;

export const TraceId = z.string().regex(/^[0-9a-f]{32}$/);
export const TraceParams = z.strictObject({ traceId: TraceId });

/** As many as a person looks through; the store keeps far more. */
export const tracesPerAnswerMax = 100;
export const ListTraces = z.strictObject({
  limit: z.int().min(1).max(tracesPerAnswerMax).optional(),
});

export const Trace = z.strictObject({
  traceId: TraceId,
  /** Of what began it. */
  name: z.string(),
  service: z.string(),
  /** Microseconds since 1970. */
  startedAtUs: z.int(),
  /** From the first start to the last end. */
  durationUs: z.int(),
  spans: z.int(),
  errors: z.int(),
});
export const Traces = z.strictObject({ traces: z.array(Trace) });

export const TraceSpan = z.strictObject({
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  service: z.string(),
  /** The function's name. */
  name: z.string(),
  kind: z.enum(['internal', 'server', 'client', 'producer', 'consumer']),
  /** Microseconds since 1970. */
  startedAtUs: z.int(),
  durationUs: z.int(),
  status: z.enum(['ok', 'error']),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type TraceSpan = z.infer<typeof TraceSpan>;
export const TraceSpans = z.strictObject({ traceId: TraceId, spans: z.array(TraceSpan) });

export const eventsPerAnswerMax = 200;
export const ListEvents = z.strictObject({
  type: z.string().min(1).max(200).optional(),
  subject: z.string().min(1).max(500).optional(),
  tenantId: TenantId.optional(),
  limit: z.int().min(1).max(eventsPerAnswerMax).optional(),
  cursor: z.string().max(2_000).optional(),
});

/** A fact as it travelled, and where it stands. What is sealed in it stays sealed. */
export const RecordedEvent = z.strictObject({
  id: z.string(),
  type: z.string(),
  subject: z.string(),
  source: z.string(),
  tenantId: TenantId.optional(),
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  /** By the log's clock. */
  recordedAt: Instant,
  /** Absent for an event that came without a trace. */
  traceId: TraceId.optional(),
  /** Functions that read its topic. */
  readBy: z.array(z.string()),
  /** By name, extensions too. */
  attributes: z.record(z.string(), z.string()),
  /** JSON text. */
  data: z.string(),
});
export type RecordedEvent = z.infer<typeof RecordedEvent>;
export const RecordedEvents = z.strictObject({
  events: z.array(RecordedEvent),
  /**
   * Absent when everything was looked through. A page looks through a bounded number of facts, so
   * with filters it may be short or empty and still have a next one.
   */
  nextCursor: z.string().optional(),
});

/** The data of a server-sent `fact`: enough to know what to read again. */
export const LiveFact = z.strictObject({
  type: z.string(),
  subject: z.string(),
  businessDate: HotelDate,
  traceId: TraceId.optional(),
});
export type LiveFact = z.infer<typeof LiveFact>;
