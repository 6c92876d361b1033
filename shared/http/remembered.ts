/**
 * Something that lies elsewhere and is remembered here: read when it is first needed, again when it
 * has become old, one reading at a time and never sooner than may be. What is known stays known while
 * the other side is away.
 */
import type { Clock } from '#shared/ports.ts';

export interface Remembered<T> {
  /** What is known, however old; a promise where it is read first, which rejects while it cannot be. */
  get(): T | Promise<T>;
  /** What is known after a reading that may be had now; undefined: none may. */
  again(): Promise<T> | undefined;
}

export interface RememberedOptions<T> {
  readonly clock: Clock;
  readonly read: () => Promise<T>;
  readonly freshMs: number;
  /** Between the starts of two readings. */
  readonly everyMs: number;
  /** Of those, when the last one failed. */
  readonly retryMs: number;
  /** Told of each new reading and what it takes the place of. */
  readonly changed?: (next: T, before: T | undefined) => void;
}

export function remembered<T>(options: RememberedOptions<T>): Remembered<T> {
  const { clock, freshMs, everyMs, retryMs, changed } = options;
  let known: { readonly value: T; readonly atMs: number } | undefined;
  let running: Promise<T> | undefined;
  let startedMs = Number.NEGATIVE_INFINITY;
  let failure: unknown;

  async function read(): Promise<T> {
    startedMs = clock.nowMs();
    try {
      const value = await options.read();
      const before = known?.value;
      known = { value, atMs: clock.nowMs() };
      failure = undefined;
      changed?.(value, before);
      return value;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      running = undefined;
    }
  }

  function again(): Promise<T> | undefined {
    if (running !== undefined) return running;
    const waitMs = failure === undefined ? everyMs : retryMs;
    if (clock.nowMs() - startedMs < waitMs) return undefined;
    running = read();
    return running;
  }

  return {
    again,
    get() {
      if (known === undefined) return again() ?? Promise.reject(failure);
      // Aside: whoever asks now is not kept waiting, and a failure is told when it matters.
      if (clock.nowMs() - known.atMs >= freshMs) again()?.catch(() => undefined);
      return known.value;
    },
  };
}
