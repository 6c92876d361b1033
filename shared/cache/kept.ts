/** What this process keeps of what it has read and would else read and parse again: bounded by its size. */
import { RecencyMap } from './recency-map.ts';

export interface Kept<T> {
  /** Of what it was made from: whoever finds another one there reads again. */
  readonly version: number;
  readonly value: T;
  /** Estimated, of the heap. */
  readonly bytes: number;
}

export type KeptMap<T> = Pick<RecencyMap<Kept<T>>, 'get' | 'set'>;

/** For each name: a tenth of what a function may take. */
const bytesMax = 32 * 1024 * 1024;

/** Of one process: none is shared between two that were started apart, in one program or not. */
export function keptMaps(): <T>(name: string) => KeptMap<T> {
  const maps = new Map<string, KeptMap<unknown>>();
  return <T>(name: string) => {
    const known = maps.get(name) ?? new RecencyMap<Kept<unknown>>(bytesMax, ({ bytes }) => bytes);
    maps.set(name, known);
    // A name stands for one type of value; its users agree on it.
    return known as KeptMap<T>;
  };
}
