/** A page of the audit trail, as callers see it. */
import * as z from 'zod';
import {
  type ActorKind,
  type AuditEntry,
  type AuditEntryPage,
  auditEntriesPerPageMax,
  type ListAuditEntries,
} from '#schema/audit.ts';
import { TraceId } from '#schema/console.ts';
import { Actor, Instant } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import { decodeCursor, pageOf } from '#shared/http/cursor.ts';
import { traceIdOf } from '#shared/telemetry/traceparent.ts';
import { type Before, readBefore, type Said } from './before.ts';
import { readTrail, type TrailRow } from './trail.ts';

/** Microseconds and an id: what the trail sorts by. */
const Key = z.tuple([z.string().regex(/^\d{1,16}$/), z.uuid()]);

export interface Asked {
  readonly tenantId: string;
  readonly contexts: readonly string[];
  readonly propertyId?: string;
  readonly query: ListAuditEntries;
}

export async function entriesOf(
  sql: Sql,
  { tenantId, contexts, propertyId, query }: Asked,
  nowMs: number,
): Promise<z.input<typeof AuditEntryPage> | 'cursor_invalid'> {
  const { cursor, since, until, limit = auditEntriesPerPageMax, ...filters } = query;
  const after = cursor === undefined ? undefined : decodeCursor(cursor, Key);
  if (after === 'invalid') return 'cursor_invalid';
  const rows = await readTrail(
    sql,
    {
      ...{ tenantId, contexts, propertyId, ...filters },
      sinceMs: since === undefined ? undefined : Date.parse(since),
      untilMs: until === undefined ? nowMs + clocksApartMsMax : Date.parse(until),
      after: after === undefined ? undefined : [Number(after[0]), after[1]],
    },
    limit + 1,
  );
  const { page, next } = pageOf(rows, limit, (row) => [row.recorded_us, row.event_id]);
  const before = await readBefore(sql, tenantId, page);
  return { auditEntries: page.map((row) => entryOf(row, before)), ...next };
}

/** The database's clock says when a fact was recorded, ours what is now. */
const clocksApartMsMax = 60_000;

/** What the runtime, or the writer, has put into every fact since it puts it there. */
const By = z.object(Actor.shape).optional();

function entryOf(row: TrailRow, before: Before): z.input<typeof AuditEntry> {
  const { before: saidBefore, actor: by, ...after }: Said = JSON.parse(row.data);
  const actor = By.parse(by);
  const traceId = TraceId.safeParse(traceIdOf(row.traceparent)).data;
  const { actor: _earlier, ...earlier } = before.get(row.event_id) ?? {};
  return {
    ...{ id: row.event_id, context: row.context, type: row.type, subject: row.subject },
    ...(actor === undefined ? {} : { actor: { kind: kindOf(actor), id: actor.id } }),
    ...(row.client_address === null ? {} : { clientAddress: row.client_address }),
    ...(traceId === undefined ? {} : { traceId }),
    correlationId: row.correlation_id,
    occurredAt: Instant.parse(row.occurred_at),
    recordedAt: Instant.parse(row.recorded_at),
    before: before.has(row.event_id) ? earlier : saidBeforeOf(saidBefore),
    after,
  };
}

/** What a fact says was before is a member of its own, or a list of what was on ranges of nights. */
function saidBeforeOf(said: unknown): Said | null {
  return said === undefined ? null : { before: said };
}

/** The subject of whoever comes in with an API token names the token. */
function kindOf({ kind, id }: Actor): ActorKind {
  return id.startsWith('api-token:') ? 'api_token' : kind;
}
