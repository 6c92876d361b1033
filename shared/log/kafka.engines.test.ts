import { Admin } from '@platformatic/kafka';
import { expect } from 'vitest';
import { kafkaEngine } from '../../scripts/engines/kafka.ts';
import { eventLogContract } from './contract.ts';
import { kafkaEventLog } from './kafka.ts';

const times = { leaseMs: 6_000, renewMs: 300, commitMs: 20 };

eventLogContract('Kafka', async () => {
  const kafka = await kafkaEngine();
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [kafka.brokers] });
  const reports: unknown[] = [];
  return {
    connect: () =>
      kafkaEventLog({
        access: { brokers: [kafka.brokers], clientId: 'test' },
        ...times,
        report: (problem, error) => reports.push({ problem, error }),
      }),
    deleteTopic: (name) => admin.deleteTopics({ topics: [name] }),
    async expire(topic) {
      const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true });
      const count = topics.get(topic)?.partitionsCount ?? 0;
      // -1 stands for the end. The broker's own clock cannot be moved, and this is what it does then.
      const partitions = Array.from({ length: count }, (_, partition) => ({
        partition,
        offset: -1n,
      }));
      await admin.deleteRecords({ topics: [{ name: topic, partitions }] });
    },
    async close() {
      await admin.close();
      await kafka.close();
      expect(reports).toEqual([]);
    },
  };
});
