/** The last spans of every process in one table, so that one trace can be read whole. */
import {
  CommitUnknown,
  type Database,
  DatabaseUnavailable,
  type Sql,
} from '#shared/database/database.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import type { Clock } from '#shared/ports.ts';
import { type Sent, spanBatches } from '#shared/telemetry/span-batches.ts';
import {
  type SpanExporter,
  type SpanRow,
  TRACE_SPANS_MAX,
  TRACES_READ_MAX,
  type TraceReader,
  type TraceSummary,
} from '#shared/telemetry/telemetry.ts';

export interface PostgresTracesOptions {
  /** Speaks as `serai_telemetry`. */
  readonly database: Database;
  readonly clock: Clock;
  readonly rowsMax?: number;
  readonly ageMsMax?: number;
  readonly flushEveryMs?: number;
}

/** About 100 MB with its indexes. */
const ROWS_MAX = 200_000;

/** Traces are for what happened today. */
const AGE_MS_MAX = 24 * 3_600_000;

/** Every writer prunes twice what it wrote, so together they keep up whatever their number. */
const PRUNE_EVERY_ROWS = 5_000;
const PRUNE_ROWS_MAX = 2 * PRUNE_EVERY_ROWS;

/** A quiet system prunes by age. */
const PRUNE_EVERY_MS = 60_000;

/** One pruner at a time, because two would wait for each other's rows. Any number, always the same. */
const PRUNE_LOCK = 7_325_410_003;

/** The newest spans among which recent traces are looked for. */
const RECENT_SPANS = 5_000;

export function postgresTraces(options: PostgresTracesOptions): SpanExporter & TraceReader {
  const { database, clock, rowsMax = ROWS_MAX, ageMsMax = AGE_MS_MAX, flushEveryMs } = options;
  let rowsSincePrune = 0;
  let prunedAtMs = clock.nowMs();

  async function prune(sql: Sql, written: number): Promise<void> {
    const nowMs = clock.nowMs();
    rowsSincePrune += written;
    if (rowsSincePrune < PRUNE_EVERY_ROWS && nowMs - prunedAtMs < PRUNE_EVERY_MS) return;
    await sql.count(PRUNE, [rowsMax, new Date(nowMs - ageMsMax), PRUNE_ROWS_MAX, PRUNE_LOCK]);
    rowsSincePrune = 0;
    prunedAtMs = nowMs;
  }

  async function send(spans: readonly SpanRow[]): Promise<Sent> {
    try {
      await database.write([], async (sql) => {
        await sql.count(INSERT, columns(spans));
        await prune(sql, spans.length);
      });
      return 'sent';
    } catch (error) {
      // A span that is there already is left alone, so an unknown COMMIT may be repeated.
      const passing = error instanceof DatabaseUnavailable || error instanceof CommitUnknown;
      return passing ? 'again' : 'lost';
    }
  }

  return {
    ...spanBatches({
      name: 'postgres',
      send,
      ...(flushEveryMs === undefined ? {} : { flushEveryMs }),
    }),
    recentTraces: (limit) =>
      database.read([], (sql) =>
        sql.rows<TraceSummary>(RECENT, [RECENT_SPANS, Math.min(limit, TRACES_READ_MAX)]),
      ),
    async trace(traceId) {
      const rows = await database.read([], (sql) =>
        sql.rows<StoredSpan>(TRACE, [traceId, TRACE_SPANS_MAX]),
      );
      return rows.map((row) => ({ ...row, parentSpanId: row.parentSpanId ?? undefined }));
    },
  };
}

type StoredSpan = Omit<SpanRow, 'parentSpanId'> & { readonly parentSpanId: string | null };

const INSERT = `
  insert into telemetry.spans (trace_id, span_id, parent_span_id, service, name, kind, started_at,
    duration_us, status, attributes)
  select trace_id, span_id, parent_span_id, service, name, kind,
    timestamptz 'epoch' + started_at_us * interval '1 microsecond', duration_us, status, attributes
  from ${rowsOfLists({
    ...{ trace_id: 'text', span_id: 'text', parent_span_id: 'text', service: 'text', name: 'text' },
    ...{
      kind: 'text',
      started_at_us: 'int8',
      duration_us: 'int8',
      status: 'text',
      attributes: 'json',
    },
  })} as span
  on conflict do nothing`;

function columns(spans: readonly SpanRow[]): unknown[][] {
  return [
    spans.map((span) => span.traceId),
    spans.map((span) => span.spanId),
    spans.map((span) => span.parentSpanId ?? null),
    spans.map((span) => span.service),
    spans.map((span) => span.name),
    spans.map((span) => span.kind),
    spans.map((span) => span.startedAtUs),
    spans.map((span) => span.durationUs),
    spans.map((span) => span.status),
    spans.map((span) => JSON.stringify(span.attributes)),
  ];
}

const PRUNE = `
  with turn as materialized (select pg_try_advisory_xact_lock($4::int8) as mine)
  delete from telemetry.spans where (select mine from turn) and arrival in (
    select arrival from telemetry.spans
    where arrival <= (select max(arrival) from telemetry.spans) - $1::int8 or started_at < $2::timestamptz
    order by arrival limit $3::int8)`;

const RECENT = `
  with latest as (
    select trace_id, started_at from telemetry.spans order by started_at desc limit $1::int8
  ), chosen as (
    select trace_id, max(started_at) as newest from latest group by trace_id
    order by newest desc, trace_id limit $2::int8
  )
  select trace_id as "traceId",
    (array_agg(name order by parent_span_id is not null, started_at, span_id))[1] as name,
    (array_agg(service order by parent_span_id is not null, started_at, span_id))[1] as service,
    (extract(epoch from min(started_at)) * 1000000)::int8 as "startedAtUs",
    (extract(epoch from max(started_at + duration_us * interval '1 microsecond') - min(started_at))
      * 1000000)::int8 as "durationUs",
    count(*)::int as spans,
    count(*) filter (where status = 'error')::int as errors
  from chosen join telemetry.spans using (trace_id)
  group by trace_id, newest order by newest desc, trace_id`;

const TRACE = `
  select trace_id as "traceId", span_id as "spanId", parent_span_id as "parentSpanId", service, name,
    kind, (extract(epoch from started_at) * 1000000)::int8 as "startedAtUs",
    duration_us as "durationUs", status, attributes
  from telemetry.spans where trace_id = $1 order by started_at, duration_us desc, span_id limit $2::int8`;
