/** The event log port of one simulated process, over the log's server and the network between. */
import type { Appended, EventLog, LogRecord, TopicPartition } from '#shared/log/log.ts';
import type { Fault } from './faults.ts';
import type { Member } from './log-server.ts';
import { pauseMs } from './network.ts';
import { type LogClientOptions, type Owned, partitionOwner } from './partition-owner.ts';

export function simulatedLog(options: LogClientOptions): EventLog {
  const { server, net, life } = options;
  const { world } = net;
  const leaving = new Set<() => Promise<void>>();

  function append(
    to: TopicPartition,
    records: readonly LogRecord[],
    fault: Fault | undefined,
  ): Appended {
    if (fault?.kind === 'refused') return 'refused';
    if (fault?.kind === 'unknown, nothing there') return 'unknown';
    if (fault?.kind === 'unknown, some there') {
      const some = records.filter((_, at) => ((fault.size >> (at % 9)) & 1) === 1);
      server.append(to, some);
      return 'unknown';
    }
    if (fault?.kind === 'twice') server.append(to, records);
    if (fault?.kind === 'again later') {
      const copy = (): void => server.append(to, records);
      world.at(pauseMs(fault), undefined, `a copy comes to ${to.topic}`, copy);
    }
    server.append(to, records);
    return fault?.kind === 'unknown, all there' ? 'unknown' : 'appended';
  }

  return {
    async ensureTopic(spec) {
      server.ensure(spec);
    },
    append(to, records) {
      return net.call(life, options.appendPhase, (fault) => append(to, records, fault));
    },
    async partitions(topic) {
      return server.states(topic);
    },
    async read(from, offset, recordsMax) {
      return server.read(from, offset, recordsMax);
    },
    async subscribe({ group, topic, batchRecordsMax, open, failed }) {
      const owned = new Map<number, Owned>();
      let before: Promise<unknown> = Promise.resolve();
      const member: Member = {
        of: life,
        assign(partition) {
          world.at(net.latencyMs(), life, `owns ${group} ${partition}`, () => {
            // News that were overtaken by newer ones.
            if (!server.owns(topic, group, member, partition)) return;
            const owner = partitionOwner({
              ...options,
              group,
              at: { topic, partition },
              batchRecordsMax,
              open: (state) => open(partition, state),
              failed: (error) => failed(partition, error),
              after: before,
            });
            owned.get(partition)?.stop();
            owned.set(partition, owner);
          });
        },
        revoke(partition) {
          // Later than the new owner knows, now and then: both work on it for a while.
          world.at(4 * net.latencyMs(), life, `gives back ${group} ${partition}`, () => {
            // It has been given back meanwhile: what would end here is the new owner.
            if (server.owns(topic, group, member, partition)) return;
            void stopOne(partition);
          });
        },
      };
      async function stopOne(partition: number): Promise<void> {
        const owner = owned.get(partition);
        owned.delete(partition);
        owner?.stop();
        await owner?.ended;
      }
      async function stop(): Promise<void> {
        leaving.delete(stop);
        before = Promise.all([...owned.keys()].map(stopOne));
        await before;
        server.leave(topic, group, member);
      }
      leaving.add(stop);
      server.join(topic, group, member);
      return { owned: () => [...owned.keys()].sort((a, b) => a - b), stop };
    },
    async close() {
      await Promise.all([...leaving].map((stop) => stop()));
    },
  };
}
