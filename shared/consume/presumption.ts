/**
 * Whether what comes may be taken for new without a look at the database, which would say so nearly
 * every time. It may not for a while after that was wrong, and longer when it goes on being wrong:
 * finding out late costs a batch, so a stream of copies must not make every batch cost twice.
 */
import type { Clock } from '#shared/ports.ts';

export interface Presumption {
  /** At this moment. */
  holds(): boolean;
  /** It was wrong, or may well be: begins, or lengthens, the time of looking. */
  failed(): void;
}

/** Also after a start: who lost an answer to the last process sends its command again. */
const lookMsMin = 1_000;
const lookMsMax = 60_000;

export function presumption(clock: Clock): Presumption {
  let untilMs = clock.nowMs() + lookMsMin;
  let lookMs = lookMsMin;
  return {
    holds: () => clock.nowMs() >= untilMs,
    failed() {
      const nowMs = clock.nowMs();
      // What held for as long as it was doubted has proved itself.
      lookMs = nowMs - untilMs > lookMs ? lookMsMin : Math.min(lookMs * 2, lookMsMax);
      untilMs = nowMs + lookMs;
    },
  };
}
