/**
 * Facts that this process has just committed, for a relay that runs in it: what was said a moment
 * ago need not be read again. Help, never truth: what is missing here is in the outbox.
 */
import type { PlacedFact } from './outbox-fact.ts';

export interface FreshFacts {
  /** After their COMMIT: never before. Kept only where somebody follows the context; whether it carries all of them. */
  keep(context: string, facts: readonly PlacedFact[]): boolean;
  follow(context: string, follower: Follower): FreshReader;
}

export interface Follower {
  /** Whether nobody else may carry the partition now. */
  leads(partition: number): boolean;
  /** There is more. */
  wake(): void;
}

export interface FreshReader {
  /** Those of a partition from this position on, without a gap; empty when the first of them is not here. */
  from(partition: number, position: number): readonly PlacedFact[];
  /** Lets go of all below it. */
  carried(partition: number, position: number): void;
}

/** Of a partition. A relay is a moment behind; one that is further behind reads more at once anyway. */
const factsMax = 1_000;

export function freshFacts(): FreshFacts {
  const followed = new Map<
    string,
    /** By partition, without gaps. */
    { readonly follower: Follower; readonly partitions: Map<number, PlacedFact[]> }
  >();

  function keepOne(partitions: Map<number, PlacedFact[]>, fact: PlacedFact): void {
    const before = partitions.get(fact.partition);
    const last = before?.at(-1);
    if (before === undefined || last?.position !== fact.position - 1 || before.length === factsMax)
      partitions.set(fact.partition, [fact]);
    else before.push(fact);
  }

  return {
    keep(context, facts) {
      const by = followed.get(context);
      if (by === undefined) return false;
      for (const fact of facts) keepOne(by.partitions, fact);
      by.follower.wake();
      return facts.every(({ partition }) => by.follower.leads(partition));
    },
    follow(context, follower) {
      const partitions = new Map<number, PlacedFact[]>();
      followed.set(context, { follower, partitions });
      return {
        from(partition, position) {
          const facts = partitions.get(partition) ?? [];
          const at = position - (facts[0]?.position ?? position + 1);
          return at < 0 ? [] : facts.slice(at);
        },
        carried(partition, position) {
          const facts = partitions.get(partition);
          const first = facts?.[0];
          if (first !== undefined) facts?.splice(0, Math.max(0, position - first.position));
        },
      };
    },
  };
}
