/**
 * One member of a consumer group: keeps its share of the partitions by heartbeats, reads each while
 * it surely owns it, and stores how far the group is. What it does after losing a partition unseen
 * is refused by the epoch of the lease.
 */
import { systemTimerMs } from '#shared/system.ts';
import type { GroupMember, Held, Lease } from './group-member.ts';
import type { SubscribeOptions, Subscription } from './log.ts';
import { type PartitionLoop, type PartitionSource, partitionLoop } from './partition-loop.ts';
import { pause, signal } from './signal.ts';

export interface LeaseTimes {
  /** How long a member that was killed keeps its partitions from the others. */
  readonly leaseMs: number;
  readonly renewMs: number;
  /** How much a killed member's successor may handle again, when its readers keep no position. */
  readonly commitMs: number;
}

export interface SubscriptionTools extends LeaseTimes {
  /** Joins as the topic stands now; rejects with `TopicUnknown`. */
  join(): Promise<Membership>;
  /** The topic that `join` found is gone. */
  forget(): void;
  /** Told of what goes wrong besides readers; it is tried again. */
  report(problem: string, error: unknown): void;
}

export interface Membership {
  readonly member: GroupMember;
  /** Of a partition of the topic that was joined. */
  source(partition: number): PartitionSource;
}

export interface RunningSubscription extends Subscription {
  /** Something has changed: take a turn now. */
  look(): void;
}

interface Entry {
  readonly epoch: number;
  readonly loop: PartitionLoop;
  /** `leaving` is still ours until its last `handle` is done; `dropped` may be another's already. */
  phase: 'running' | 'leaving' | 'dropped';
}

const retryMsMin = 100;
/** Others' leases end by the database's clock; asking exactly then would often be a moment early. */
const expiryGraceMs = 20;
/** What a lease is shortened by on our side: clocks that run apart, and a process that is slow to stop. */
const marginShare = 0.1;

export async function groupSubscription(
  options: SubscribeOptions,
  tools: SubscriptionTools,
): Promise<RunningSubscription> {
  const { leaseMs, renewMs, commitMs } = tools;
  let { member, source } = await tools.join();
  const entries = new Map<number, Entry>();
  const handled = new Map<number, number>();
  const again = signal();
  const firstTurn = Promise.withResolvers<void>();
  let leasedUntilMs = 0;
  let expiry: NodeJS.Timeout | undefined;
  let committing: Promise<void> = Promise.resolve();
  let commitTimer: NodeJS.Timeout | undefined;
  let stopping = false;
  let left = false;

  function leased(): boolean {
    return systemTimerMs() < leasedUntilMs;
  }

  function drop(entry: Entry | undefined): void {
    if (entry === undefined) return;
    entry.phase = 'dropped';
    entry.loop.stop();
  }

  function dropAll(): void {
    for (const entry of entries.values()) drop(entry);
  }

  async function takeTurn(): Promise<number> {
    const sentMs = systemTimerMs();
    const held = [...entries]
      .filter(([, { phase }]) => phase !== 'dropped')
      .map(([partition, { epoch }]) => ({ partition, epoch }));
    const turn = await member.takeTurn(held);
    if (turn === undefined) {
      dropAll();
      tools.forget();
      ({ member, source } = await tools.join());
      return 0;
    }
    leasedUntilMs = sentMs + leaseMs * (1 - marginShare);
    clearTimeout(expiry);
    expiry = setTimeout(dropAll, Math.max(0, leasedUntilMs - systemTimerMs()));
    // What was dropped while this turn was on its way is taken anew, by a turn that does not name it.
    if (!leased() || settle(turn.leases, held)) return 0;
    return Math.min(renewMs, (turn.othersExpireInMs ?? renewMs) + expiryGraceMs);
  }

  /** Says whether some lease was given again that this process had meanwhile let go of. */
  function settle(leases: readonly Lease[], held: readonly Held[]): boolean {
    let stale = false;
    const mine = new Set(leases.map(({ partition }) => partition));
    for (const [partition, entry] of entries) if (!mine.has(partition)) drop(entry);
    for (const lease of leases) {
      const entry = entries.get(lease.partition);
      const ours = entry?.epoch === lease.epoch && entry.phase !== 'dropped';
      if (ours && !lease.keep && entry.phase === 'running') {
        giveBack(lease.partition, entry).catch((error) =>
          tools.report('a partition was not given back', error),
        );
      } else if (!ours && isAmong(held, lease)) {
        stale = true;
      } else if (!ours) {
        drop(entry);
        if (lease.keep && !stopping) begin(lease, entry?.loop.ended ?? Promise.resolve());
      }
    }
    return stale;
  }

  function begin({ partition, epoch, committed }: Lease, after: Promise<void>): void {
    const loop = partitionLoop({
      partition,
      committed,
      subscriber: options,
      after,
      leased,
      source: source(partition),
      handled(position) {
        handled.set(partition, position);
        commitTimer ??= setTimeout(commitSoon, commitMs);
      },
    });
    const entry: Entry = { epoch, loop, phase: 'running' };
    handled.delete(partition);
    entries.set(partition, entry);
    loop.ended.finally(() => {
      // It saw the lease end by itself, before anyone told it.
      if (entry.phase === 'running') entry.phase = 'dropped';
      if (entry.phase === 'dropped' && entries.get(partition) === entry) entries.delete(partition);
    });
  }

  async function giveBack(partition: number, entry: Entry): Promise<void> {
    entry.phase = 'leaving';
    entry.loop.stop();
    await entry.loop.ended;
    await commitNow().catch((error) => tools.report('the group position was not stored', error));
    if (entries.get(partition) === entry) entries.delete(partition);
    await member.giveBack({ partition, epoch: entry.epoch });
  }

  function commitSoon(): void {
    commitNow().catch((error) => {
      tools.report('the group position was not stored', error);
      if (!left) commitTimer ??= setTimeout(commitSoon, commitMs);
    });
  }

  /** One after the other, so that an older position never follows a newer one. */
  function commitNow(): Promise<void> {
    clearTimeout(commitTimer);
    commitTimer = undefined;
    committing = committing.catch(() => undefined).then(commitHandled);
    return committing;
  }

  async function commitHandled(): Promise<void> {
    const progress = [...handled].flatMap(([partition, position]) => {
      const entry = entries.get(partition);
      return entry === undefined || entry.phase === 'dropped'
        ? []
        : [{ partition, position, epoch: entry.epoch }];
    });
    if (progress.length === 0) return;
    const stored = new Set(await member.commit(progress));
    for (const { partition, position, epoch } of progress) {
      const entry = entries.get(partition);
      if (!stored.has(partition) && entry?.epoch === epoch) drop(entry);
      if (handled.get(partition) === position) handled.delete(partition);
    }
  }

  async function keep(): Promise<void> {
    let retryMs = retryMsMin;
    while (!left) {
      let waitMs: number;
      try {
        waitMs = await takeTurn();
        retryMs = retryMsMin;
      } catch (error) {
        tools.report('a heartbeat of a consumer group failed', error);
        waitMs = retryMs;
        retryMs = Math.min(retryMs * 2, renewMs);
      }
      firstTurn.resolve();
      if (!left && waitMs > 0) await pause(waitMs, again);
    }
  }

  async function finish(): Promise<void> {
    stopping = true;
    for (const entry of entries.values()) {
      if (entry.phase === 'running') entry.phase = 'leaving';
      entry.loop.stop();
    }
    // Heartbeats go on meanwhile: a long `handle` keeps its partition to its end.
    await Promise.all([...entries.values()].map(({ loop }) => loop.ended));
    left = true;
    again.call();
    await keeping;
    clearTimeout(expiry);
    try {
      await commitNow();
      await member.leave();
    } catch (error) {
      clearTimeout(commitTimer);
      tools.report('a consumer group was not left; its leases end by themselves', error);
    }
    entries.clear();
  }

  const keeping = keep();
  await firstTurn.promise;
  let stopped: Promise<void> | undefined;
  return {
    owned() {
      if (!leased()) return [];
      return [...entries]
        .filter(([, { phase }]) => phase !== 'dropped')
        .map(([partition]) => partition)
        .sort((left, right) => left - right);
    },
    stop() {
      stopped ??= finish();
      return stopped;
    },
    look: () => again.call(),
  };
}

function isAmong(held: readonly Held[], { partition, epoch }: Held): boolean {
  return held.some((each) => each.partition === partition && each.epoch === epoch);
}
