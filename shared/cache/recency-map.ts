/** A bounded map that forgets the key unused for longest. */
import assert from 'node:assert/strict';

export class RecencyMap<V> {
  /** A Map keeps the order of insertion, so the first key is the one unused for longest. */
  readonly #entries = new Map<string, V>();
  /**
   * Stands before the first key. A new one would pass all the places of keys that were forgotten since
   * the Map was last put in order, which are thousands in a large one.
   */
  readonly #oldest = this.#entries.keys();
  readonly #weightMax: number;
  readonly #weightOf: (value: V) => number;
  #weight = 0;

  /** As many entries as that, or, where a value says what it weighs, so much of it. */
  constructor(weightMax: number, weightOf: (value: V) => number = () => 1) {
    assert(weightMax >= 1, 'a map holds at least one entry');
    this.#weightMax = weightMax;
    this.#weightOf = weightOf;
  }

  /** Counts as a use. While half of the map is empty nothing is about to go, and no order is kept. */
  get(key: string): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined || this.#weight * 2 <= this.#weightMax) return value;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  /** Counts as a use; makes space when the map is full. What weighs more than all of it is not held. */
  set(key: string, value: V): void {
    this.delete(key);
    const weight = this.#weightOf(value);
    if (weight > this.#weightMax) return;
    while (this.#weight + weight > this.#weightMax) this.#forgetOldest();
    this.#entries.set(key, value);
    this.#weight += weight;
  }

  delete(key: string): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    this.#weight -= this.#weightOf(value);
  }

  #forgetOldest(): void {
    const { value, done } = this.#oldest.next();
    assert(done !== true, 'what is full holds something');
    this.delete(value);
  }
}
