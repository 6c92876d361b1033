/** The event log port: topics of a fixed number of partitions, ordered and gapless within each. */
export interface LogRecord {
  readonly key: string;
  /** Lower-case names; CloudEvents attributes travel as `ce_<attribute>` (Kafka binary mode). */
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer;
}

export interface StoredRecord extends LogRecord {
  /** 0, 1, 2 … without a gap in its partition. */
  readonly offset: number;
  /** When the log took it, by the log's own clock (Kafka's LogAppendTime). */
  readonly appendedAtMs: number;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** 'refused': nothing is there. 'unknown': any subset may be there. */
export type Appended = 'appended' | 'refused' | 'unknown';

export interface PartitionState {
  /** Changes when a topic is deleted and made again, so that a stored offset is never read against another log. */
  readonly topicIdentity: string;
  /** The oldest record still kept. */
  readonly firstOffset: number;
  /** The offset the next record will get. */
  readonly nextOffset: number;
}

export interface OwnedPartition extends PartitionState {
  /**
   * Where the group stands: the first offset that none of its members has said to have handled,
   * `null` when nothing was. For readers that keep no position of their own.
   */
  readonly committedOffset: number | null;
}

export interface TopicSpec {
  readonly name: string;
  /** Fixed when the topic is made: a change would send a key to another writer. */
  readonly partitions: number;
  /** `null` keeps records for ever. */
  readonly retentionMs: number | null;
}

/** What a subscriber does with one partition while it owns it. */
export interface PartitionReader {
  /** The first offset it has not handled. */
  readonly position: number;
  /**
   * Handles records in order, the first at `position`. Resolves when their effect is durable.
   * When it rejects, the log closes this reader and opens a new one after a back-off, so that
   * nothing learned in memory outlives a failure.
   */
  handle(records: readonly StoredRecord[]): Promise<void>;
  close(): Promise<void>;
}

export interface SubscribeOptions {
  readonly group: string;
  readonly topic: string;
  readonly batchRecordsMax: number;
  /** How long records may wait for more of them, so that a batch pays for itself; 0 unless said. */
  readonly gatherMs?: number | undefined;
  /** Called when this process has become the owner of a partition. A rejection is retried with back-off. */
  open(partition: number, state: OwnedPartition): Promise<PartitionReader>;
  /** Told of every failure of `open` and `handle`; the log itself goes on. */
  failed(partition: number, error: unknown): void;
}

export interface Subscription {
  /** Partitions this process owns now. */
  owned(): readonly number[];
  /** Lets running `handle` calls finish, gives the partitions back, then resolves. */
  stop(): Promise<void>;
}

export interface EventLog {
  /** Makes a topic that is missing; rejects with `TopicMismatch` when it stands with another partition count. */
  ensureTopic(spec: TopicSpec): Promise<void>;
  /** Appends to one partition, in order; resolves when durable. Never rejects for the world's faults. */
  append(to: TopicPartition, records: readonly LogRecord[]): Promise<Appended>;
  /** State of every partition of a topic, by number; rejects with `TopicUnknown`. */
  partitions(topic: string): Promise<readonly PartitionState[]>;
  /** Records from `offset` on, at most `recordsMax`; empty at the end. For tails, rebuilds and single looks. */
  read(from: TopicPartition, offset: number, recordsMax: number): Promise<readonly StoredRecord[]>;
  /** Joins a group: its processes share the topic's partitions, each owned by one at a time. */
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  close(): Promise<void>;
}

/** The log does not answer, which says nothing about what it was asked; it may be back soon. */
export class LogUnavailable extends Error {
  override readonly name: string = 'LogUnavailable';
}

/** A reader stands where the log has no records: before its first kept one, or past its end. */
export class OffsetOutOfRange extends Error {
  override readonly name = 'OffsetOutOfRange';
}

/** The topic stands with another number of partitions. */
export class TopicMismatch extends Error {
  override readonly name = 'TopicMismatch';
}

export class TopicUnknown extends Error {
  override readonly name = 'TopicUnknown';
}
