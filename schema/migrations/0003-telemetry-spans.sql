-- Spans of every process that has no other trace backend, so that one trace can be read whole.
-- Bounded by its writers (rows and age). No tenant and no personal data: names, times and counts.

create table telemetry.spans (
  trace_id text not null check (trace_id ~ '^[0-9a-f]{32}$'),
  span_id text not null check (span_id ~ '^[0-9a-f]{16}$'),
  -- In the order they came, so that the oldest can be counted off.
  arrival bigint generated always as identity,
  parent_span_id text check (parent_span_id ~ '^[0-9a-f]{16}$'),
  service text not null,
  name text not null,
  kind text not null check (kind in ('internal', 'server', 'client', 'producer', 'consumer')),
  started_at timestamptz not null,
  duration_us bigint not null check (duration_us >= 0),
  status text not null check (status in ('ok', 'error')),
  attributes json not null,
  primary key (trace_id, span_id)
);
create unique index on telemetry.spans (arrival);
create index on telemetry.spans (started_at);

-- A span that ended does not change.
revoke update on telemetry.spans from serai_telemetry;
