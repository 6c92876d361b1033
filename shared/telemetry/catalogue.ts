/** Every metric there is: its type, its labels, and what it tells. What watches names nothing else. */
export interface Described {
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** Of its own, before what a scrape adds; `shard` only where there are several databases. */
  readonly labels: readonly string[];
  readonly tells: string;
}

// biome-ignore format: one line per metric reads as the table it is.
export const catalogue = {
  process_cpu_seconds_total: { type: 'counter', labels: ['function'], tells: 'CPU that the process has used' },
  process_resident_memory_bytes: { type: 'gauge', labels: ['function'], tells: 'memory that the process holds' },
  serai_consumer_lag_records: { type: 'gauge', labels: ['function', 'partition', 'shard'], tells: 'records that a reader of a topic has not handled' },
  serai_consumer_next_offset: { type: 'gauge', labels: ['function', 'partition', 'shard'], tells: 'where a reader of a topic stands' },
  serai_event_loop_busy_seconds_total: { type: 'counter', labels: ['function'], tells: 'how long the one thread had something to do' },
  serai_function_seconds: { type: 'histogram', labels: ['function', 'status'], tells: 'requests, pushed events and runs of schedules, to their answer' },
  serai_handled_again_total: { type: 'counter', labels: ['function'], tells: 'batches that held a copy of what was there' },
  serai_ingress_total: { type: 'counter', labels: ['broker', 'status'], tells: 'events that producers sent' },
  serai_outbox_age_seconds: { type: 'gauge', labels: ['function', 'shard'], tells: 'how long the oldest fact has waited for its relay' },
  serai_parked_total: { type: 'counter', labels: ['function'], tells: 'records that a consumer could not handle and went past' },
  serai_push_discarded_total: { type: 'counter', labels: ['trigger'], tells: 'records that are no events' },
  serai_push_total: { type: 'counter', labels: ['outcome', 'trigger'], tells: 'deliveries: done, to be tried again, dead' },
  serai_readable: { type: 'gauge', labels: ['function', 'shard'], tells: '1 when lag or age could be read, 0 when not' },
  serai_shed_total: { type: 'counter', labels: ['function'], tells: 'requests that were told to come back before any work' },
  serai_spans_dropped_total: { type: 'counter', labels: ['exporter'], tells: 'spans that an exporter had no place for' },
} as const satisfies Readonly<Record<string, Described>>;

export type MetricName = keyof typeof catalogue;
