/** What Kafka is told of a topic of ours, by the names of its settings; whoever makes it, manifest or process. */
import type { TopicSpec } from './log.ts';

/** Of one batch. What several callers append goes as one batch of 1 MB and more, which is Kafka's own limit. */
export const batchBytesMax = 8 * 1024 * 1024;
/** What a batch takes beside the keys, headers and values of its records, which are counted roughly. */
const overheadBytes = 1024 * 1024;

export function topicSettings({ retentionMs }: Pick<TopicSpec, 'retentionMs'>) {
  return {
    'cleanup.policy': 'delete',
    'max.message.bytes': batchBytesMax + overheadBytes,
    // Expiry and the age of a record are judged by one clock, the log's.
    'message.timestamp.type': 'LogAppendTime',
    /** Kafka's word for ever is -1. */
    'retention.ms': retentionMs ?? -1,
  } as const;
}
