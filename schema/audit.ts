/** The HTTP contract of the audit trail: the facts of all contexts, with who left them, from where, and what was before. */
import * as z from 'zod';
import { TraceId } from './console.ts';
import { Instant, PropertyId } from './values.ts';

/** Whose facts are about one property, and are found in its database. */
export const propertyContexts = ['properties', 'rates', 'reservations'] as const;
/** Whose facts are about a tenant. */
export const tenantContexts = ['guests', 'identity', 'integrations'] as const;

export const auditEntriesPerPageMax = 100;

export const ListAuditEntries = z.strictObject({
  /** What it was done to: the id of a reservation, a property, a guest, a user, an API token. */
  subject: z.string().min(1).max(200).optional(),
  /** The `id` of an entry's actor. */
  actor: z.string().min(1).max(200).optional(),
  type: z.string().min(1).max(100).optional(),
  /** By `recordedAt`, from this instant on. */
  since: Instant.optional(),
  /** By `recordedAt`, before this instant. */
  until: Instant.optional(),
  limit: z.int().min(1).max(auditEntriesPerPageMax).optional(),
  cursor: z.string().max(500).optional(),
});
export type ListAuditEntries = z.infer<typeof ListAuditEntries>;

/** Of whoever did something: a person, a connected system with an API token or through its own issuer, a job of ours. */
export const ActorKind = z.enum(['user', 'api_token', 'channel', 'job']);
export type ActorKind = z.infer<typeof ActorKind>;

const facts = z.record(z.string(), z.unknown());

export const AuditEntry = z.strictObject({
  id: z.uuid(),
  context: z.string(),
  /** What was done. */
  type: z.string(),
  subject: z.string(),
  /** Absent on what was recorded before this release said it. */
  actor: z.strictObject({ kind: ActorKind, id: z.string() }).optional(),
  /** Where the actor was; let go of after 400 days, and absent for jobs. */
  clientAddress: z.string().optional(),
  traceId: TraceId.optional(),
  /** Shared by everything one request has led to. */
  correlationId: z.string(),
  occurredAt: Instant,
  /** By the database's clock; entries are listed by it. */
  recordedAt: Instant,
  /** `null` where there was nothing, or where `after` says both. */
  before: facts.nullable(),
  /** Personal data stays sealed in both. */
  after: facts,
});
export type AuditEntry = z.infer<typeof AuditEntry>;
export const AuditEntryPage = z.strictObject({
  auditEntries: z.array(AuditEntry),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});

/** Of a property as a path names it. */
export const AuditedProperty = z.strictObject({ propertyId: PropertyId });
