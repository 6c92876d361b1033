/** A wait that ends early when someone calls: a call that comes before the wait is not lost. */
export interface Wakeable {
  now(): void;
  /** Resolves after `ms`, or at once when `now` was called since the last wait. */
  within(ms: number): Promise<void>;
}

export function wakeable(): Wakeable {
  let called = false;
  let end: (() => void) | undefined;
  return {
    now() {
      called = true;
      end?.();
    },
    within(ms) {
      if (called) {
        called = false;
        return Promise.resolve();
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(() => end?.(), ms);
      end = () => {
        clearTimeout(timer);
        end = undefined;
        called = false;
        resolve();
      };
      return promise;
    },
  };
}
