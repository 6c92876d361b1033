/** Feeds one partition to its readers while a simulated process owns it, as the port has it. */
import {
  OffsetOutOfRange,
  type OwnedPartition,
  type PartitionReader,
  type StoredRecord,
  type TopicPartition,
} from '#shared/log/log.ts';
import type { Fault, Phase } from './faults.ts';
import type { Life } from './life.ts';
import type { LogServer } from './log-server.ts';
import type { Network } from './network.ts';
import type { World } from './world.ts';

export interface LogClientOptions {
  readonly server: LogServer;
  readonly net: Pick<Network, 'call' | 'latencyMs' | 'chance'> & { readonly world: World };
  readonly life: Life;
  readonly appendPhase: Phase;
  readonly feedPhase: Phase;
}

export interface Owned {
  /** Lets a running `handle` finish and begins no other. */
  stop(): void;
  readonly ended: Promise<void>;
}

export interface PartitionOwnerOptions extends LogClientOptions {
  readonly group: string;
  readonly at: TopicPartition;
  readonly batchRecordsMax: number;
  readonly after: Promise<unknown>;
  open(state: OwnedPartition): Promise<PartitionReader>;
  failed(error: unknown): void;
}

const newsMsMax = 40;
const backoffMsMin = 20;
const backoffMsMax = 1_000;
/** Small, so that a seed sees many batches and still some of several records. */
const batchRecordsSeen = 12;

export function partitionOwner(options: PartitionOwnerOptions): Owned {
  const { server, net, life, at, group } = options;
  const { world, chance } = net;
  let stopping = false;
  let wake: () => void = () => undefined;

  function wait(begin: (call: () => void) => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    begin(resolve);
    return stopping ? Promise.resolve() : promise;
  }

  async function run(): Promise<void> {
    await options.after;
    let backoffMs = backoffMsMin;
    while (!stopping) {
      try {
        await useReader(() => {
          backoffMs = backoffMsMin;
        });
      } catch (error) {
        options.failed(error);
      }
      if (stopping) return;
      await wait((call) => world.at(backoffMs, life, '', call));
      backoffMs = Math.min(2 * backoffMs, backoffMsMax);
    }
  }

  async function useReader(handled: () => void): Promise<void> {
    const state = stateOf();
    const committedOffset = server.committed(at, group);
    const reader = await options.open({ ...state, committedOffset });
    try {
      catchUp(reader.position, committedOffset ?? state.firstOffset);
      while (!stopping) {
        checkRange(reader.position);
        await wait((call) =>
          server.beyond(at, reader.position, () =>
            // What comes meanwhile comes with it, as a fetch brings more than one record.
            world.at(chance.between(0, newsMsMax), life, '', call),
          ),
        );
        if (stopping) return;
        const records = await feed(reader.position);
        if (stopping || records.length === 0) continue;
        await reader.handle(records);
        server.commit(at, group, reader.position);
        handled();
      }
    } finally {
      await reader.close();
    }
  }

  /** A reader that keeps its own position may be further than its group was told. */
  function catchUp(position: number, told: number): void {
    if (position > told) server.commit(at, group, position);
  }

  function feed(position: number): Promise<readonly StoredRecord[]> {
    return net.call(life, options.feedPhase, (fault) => records(position, fault));
  }

  function records(position: number, fault: Fault | undefined): readonly StoredRecord[] {
    const count = Math.min(options.batchRecordsMax, chance.between(1, batchRecordsSeen));
    checkRange(position);
    if (fault?.kind === 'refused') throw new Error('simulated: the log did not answer');
    if (fault?.kind === 'rebalance') server.rebalance(at.topic, group);
    if (fault?.kind !== 'older offset') return server.read(at, position, count);
    const older = Math.max(stateOf().firstOffset, position - 1 - (fault.size % 40));
    return server.read(at, older, position - older + count);
  }

  function stateOf() {
    const state = server.states(at.topic)[at.partition];
    if (state === undefined) throw new OffsetOutOfRange(`no partition ${at.partition}`);
    return state;
  }

  function checkRange(position: number): void {
    const { firstOffset, nextOffset } = stateOf();
    if (position < firstOffset || position > nextOffset)
      throw new OffsetOutOfRange(`${position} is not within ${firstOffset} to ${nextOffset}`);
  }

  return {
    stop() {
      stopping = true;
      wake();
    },
    ended: run(),
  };
}
