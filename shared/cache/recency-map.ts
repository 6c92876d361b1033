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
  readonly #entriesMax: number;

  constructor(entriesMax: number) {
    assert(entriesMax >= 1, 'a map holds at least one entry');
    this.#entriesMax = entriesMax;
  }

  /** Counts as a use. */
  get(key: string): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  /** Counts as a use; makes space when the key is new and the map is full. */
  set(key: string, value: V): void {
    this.#entries.delete(key);
    if (this.#entries.size >= this.#entriesMax) this.#forgetOldest();
    this.#entries.set(key, value);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  #forgetOldest(): void {
    const { value, done } = this.#oldest.next();
    if (done !== true) this.#entries.delete(value);
  }
}
