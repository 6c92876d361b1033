/**
 * Looks through the facts of all contexts, newest first by the log's clock. The log has no index,
 * so this is a scan: bounded, and able to go on where it ended.
 */
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import { eventOfRecord } from '#shared/events/fact-record.ts';
import { type EventLog, type StoredRecord, TopicUnknown } from '#shared/log/log.ts';

export interface FoundFact {
  readonly topic: string;
  readonly partition: number;
  readonly record: StoredRecord;
  readonly event: CloudEvent;
}

/** Per topic and partition, the offset below which nothing was looked at. A topic that is not there has none. */
export type Places = readonly (readonly number[])[];

export interface ScanOptions {
  readonly log: Pick<EventLog, 'partitions' | 'read'>;
  readonly topics: readonly string[];
  /** Where an earlier scan ended. */
  readonly from: Places | undefined;
  readonly limit: number;
  readonly recordsMax: number;
  wanted(event: CloudEvent): boolean;
}

export interface Scanned {
  readonly found: readonly FoundFact[];
  /** Undefined when everything was looked through. */
  readonly next: Places | undefined;
}

/** One look at a partition's end: a page's worth of one context, a hundred kB. */
const windowRecords = 32;

interface Lane {
  readonly topic: string;
  readonly partition: number;
  readonly first: number;
  /** Everything from here on was looked at. */
  end: number;
  /** The records before `end`, oldest first. */
  readonly ahead: StoredRecord[];
}

export async function scanFacts(options: ScanOptions): Promise<Scanned | 'elsewhere'> {
  const { log, limit, recordsMax, wanted } = options;
  const topics = await Promise.all(
    options.topics.map((topic, at) => lanesOf(log, topic, options.from?.[at])),
  );
  if (topics.includes('elsewhere')) return 'elsewhere';
  const byTopic = topics.filter((lanes) => lanes !== 'elsewhere');
  const lanes = byTopic.flat();
  const found: FoundFact[] = [];
  for (let scanned = 0; scanned < recordsMax && found.length < limit; scanned += 1) {
    await Promise.all(lanes.map((lane) => fill(log, lane)));
    const lane = newest(lanes);
    const record = lane?.ahead.pop();
    if (lane === undefined || record === undefined) return { found, next: undefined };
    lane.end = record.offset;
    const event = eventOfRecord(record);
    const { topic, partition } = lane;
    if (event !== undefined && wanted(event)) found.push({ topic, partition, record, event });
  }
  const next = byTopic.map((own) => own.map(({ end }) => end));
  return { found, next: lanes.some(({ first, end }) => end > first) ? next : undefined };
}

async function lanesOf(
  log: ScanOptions['log'],
  topic: string,
  from: readonly number[] | undefined,
): Promise<Lane[] | 'elsewhere'> {
  const states = await log.partitions(topic).catch((error: unknown) => {
    // A house that does not run this context.
    if (error instanceof TopicUnknown) return [];
    throw error;
  });
  if (from !== undefined && from.length !== states.length) return 'elsewhere';
  return states.map(({ firstOffset, nextOffset }, partition) => ({
    topic,
    partition,
    first: firstOffset,
    end: Math.max(firstOffset, Math.min(from?.[partition] ?? nextOffset, nextOffset)),
    ahead: [],
  }));
}

async function fill(log: ScanOptions['log'], lane: Lane): Promise<void> {
  const { topic, partition, first, end, ahead } = lane;
  if (ahead.length > 0 || end <= first) return;
  // A read may bring less than was asked for.
  for (let at = Math.max(first, end - windowRecords); at < end; ) {
    const records = await log.read({ topic, partition }, at, end - at);
    const last = records.at(-1);
    if (last === undefined) return;
    ahead.push(...records);
    at = last.offset + 1;
  }
}

function newest(lanes: readonly Lane[]): Lane | undefined {
  let best: Lane | undefined;
  let bestMs = Number.NEGATIVE_INFINITY;
  for (const lane of lanes) {
    const atMs = lane.ahead.at(-1)?.appendedAtMs;
    if (atMs === undefined || atMs <= bestMs) continue;
    best = lane;
    bestMs = atMs;
  }
  return best;
}
