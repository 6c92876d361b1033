/** Waits that end: with what was waited for, with the time, or with a stop. */

export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/**
 * The work goes on; only the wait for it ends. Every request waits so: one promise, and one timer. An event loop that was
 * late itself finds the timer due before it reads its sockets, where the answer may have been for long: those are read first.
 */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(new TimedOut(`no answer within ${ms} ms`));
    const timer = setTimeout(() => setImmediate(end), ms);
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

/** Resolves after `ms`, or at once when `signal` is or gets aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    resolve();
  };
  const timer = setTimeout(end, ms);
  signal.addEventListener('abort', end);
  return promise;
}
