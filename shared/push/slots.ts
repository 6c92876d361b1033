/** A number of places; who finds none waits for one, first come first served. */
export interface Slots {
  take(): Promise<void>;
  /** Gives a place back that was taken. */
  free(): void;
}

export function slots(count: number): Slots {
  const waiting: (() => void)[] = [];
  let left = count;
  return {
    take() {
      if (left > 0) {
        left -= 1;
        return Promise.resolve();
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      return promise;
    },
    free() {
      const next = waiting.shift();
      if (next === undefined) left += 1;
      else next();
    },
  };
}
