/** What a member of a consumer group says to whoever keeps the group, and hears from it. */

export interface Lease {
  readonly partition: number;
  /** Raised by each acquisition: an earlier owner's late commit carries a lower one. */
  readonly epoch: number;
  readonly committed: number | null;
  /** False when it is more than this member's share: finish, and give it back. */
  readonly keep: boolean;
}

export interface Turn {
  readonly leases: readonly Lease[];
  /** When something may fall to this member; `null` when it is alone. */
  readonly othersExpireInMs: number | null;
}

export interface Held {
  readonly partition: number;
  readonly epoch: number;
}

export interface Progress extends Held {
  readonly position: number;
}

export interface GroupMember {
  /** `undefined` when the topic is gone. */
  takeTurn(held: readonly Held[]): Promise<Turn | undefined>;
  /** The partitions whose position is stored; another one is not this member's any more. */
  commit(progress: readonly Progress[]): Promise<readonly number[]>;
  giveBack(held: Held): Promise<void>;
  leave(): Promise<void>;
}
