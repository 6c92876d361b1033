/** Chance that is the same for the same seed. */
import { seededRandom } from '#shared/testing/sources.ts';

export interface Dice {
  below(count: number): number;
  pick<T>(some: readonly T[]): T;
}

export function diceOf(seed: number): Dice {
  const random = seededRandom(seed);
  const below = (count: number): number => random.bytes(4).readUInt32LE() % count;
  return {
    below,
    pick(some) {
      const found = some[below(some.length)];
      if (found === undefined) throw new Error('there is nothing to pick from');
      return found;
    },
  };
}
