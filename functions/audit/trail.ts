/**
 * Reads facts of several contexts, newest first, a stretch of time at a time: the index knows which
 * blocks of a table may hold a time or a subject, and no order, so what is sorted must be little.
 */
import type { Sql } from '#shared/database/database.ts';

export interface TrailRow {
  readonly context: string;
  readonly partition: number;
  readonly position: number;
  readonly event_id: string;
  readonly type: string;
  readonly subject: string;
  readonly correlation_id: string;
  readonly traceparent: string;
  readonly occurred_at: string;
  readonly recorded_at: string;
  /** Microseconds, as the database counts: the two instants are told in milliseconds. */
  readonly recorded_us: number;
  readonly client_address: string | null;
  readonly data: string;
}

export interface Wanted {
  readonly tenantId: string;
  readonly contexts: readonly string[];
  readonly propertyId?: string | undefined;
  readonly subject?: string | undefined;
  readonly actor?: string | undefined;
  readonly type?: string | undefined;
  readonly sinceMs?: number | undefined;
  readonly untilMs: number;
  /** The last row of the page before. */
  readonly after?: readonly [recordedUs: number, eventId: string] | undefined;
}

/** The first release was made later. */
const productBeganMs = Date.UTC(2026, 0, 1);
/** An hour of a busy house; the next stretch is so many times as long, so ten years are six statements. */
const firstStretchUs = 3_600_000_000;
const growth = 16;

export async function readTrail(sql: Sql, wanted: Wanted, rowsMax: number): Promise<TrailRow[]> {
  const found: TrailRow[] = [];
  const since = Math.max(wanted.sinceMs ?? 0, productBeganMs) * 1000;
  // Of the last row's own microsecond there may be more.
  let until = Math.min(wanted.untilMs * 1000, (wanted.after?.[0] ?? Number.POSITIVE_INFINITY) + 1);
  for (let long = firstStretchUs; until > since && found.length < rowsMax; long *= growth) {
    const from = Math.max(since, until - long);
    found.push(...(await readStretch(sql, wanted, from, until, rowsMax - found.length)));
    until = from;
  }
  return found;
}

/** Whether anything was ever recorded about the property. */
export async function isKnown(sql: Sql, tenantId: string, propertyId: string): Promise<boolean> {
  const rows = await sql.rows(
    'select from reservations.events where tenant_id = $1 and partition_key = $2 limit 1',
    [tenantId, propertyId],
  );
  return rows.length > 0;
}

export const columns = `partition, position, event_id, type, subject, correlation_id, traceparent,
  occurred_at, recorded_at, client_address, data,
  (extract(epoch from recorded_at) * 1000000)::bigint as recorded_us`;

function readStretch(
  sql: Sql,
  wanted: Wanted,
  fromUs: number,
  untilUs: number,
  rowsMax: number,
): Promise<TrailRow[]> {
  const values: unknown[] = [];
  const value = (given: unknown): string => `$${values.push(given)}`;
  const instant = (us: number): string => `to_timestamp(${value(us)}::bigint / 1000000.0)`;
  const conditions = [
    `tenant_id = ${value(wanted.tenantId)}`,
    `recorded_at >= ${instant(fromUs)} and recorded_at < ${instant(untilUs)}`,
  ];
  const { after, propertyId, subject, type, actor } = wanted;
  if (after !== undefined)
    conditions.push(`(recorded_at, event_id) < (${instant(after[0])}, ${value(after[1])}::uuid)`);
  if (propertyId !== undefined) conditions.push(`partition_key = ${value(propertyId)}`);
  if (subject !== undefined) conditions.push(`subject = ${value(subject)}`);
  if (type !== undefined) conditions.push(`type = ${value(type)}`);
  // A text that is not in it costs less to find out than what JSON says.
  if (actor !== undefined)
    conditions.push(
      `strpos(data, ${value(JSON.stringify(actor))}) > 0 and data::jsonb #>> '{actor,id}' = ${value(actor)}`,
    );
  const order = `order by recorded_at desc, event_id desc limit ${value(rowsMax)}`;
  const each = wanted.contexts.map(
    (context) => `(select '${context}' as context, ${columns} from ${context}.events
       where ${conditions.join(' and ')} ${order})`,
  );
  return sql.rows<TrailRow>(`select * from (${each.join(' union all ')}) fact ${order}`, values);
}
