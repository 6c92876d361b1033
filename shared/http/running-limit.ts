/**
 * How many requests a process works on at once, found by measuring: while answers take no longer
 * than they may the limit grows, when they have taken longer for a while it shrinks. Once a queue
 * has shown how many it answers in a second, no more begin than it then answers in time. What waits
 * behind the process (a writer, a database) shows in its answers, so this notices a queue wherever
 * it stands.
 */
export interface RunningLimitOptions {
  /** What nearly all answers are to be given within. */
  readonly answerMsMax: number;
  /** What a queue may last: one that is gone sooner, or shorter by then, was a stall, and drains by itself. */
  readonly standingMs: number;
  readonly nowMs?: () => number;
}

export interface RunningLimit {
  /** Whether one more may begin. */
  admits(): boolean;
  begun(): void;
  /** `latencyMs` of an answer that did what was asked; `undefined` of any other end. */
  ended(latencyMs: number | undefined): void;
  /** At this moment. */
  limit(): number;
}

/** Nearly all are answered within three times the median: the rest of it is what single ones meet. */
const medianShare = 3;
/** A process with more than this at once is slow for all of them, whatever was measured. */
const limitMax = 2_000;
/** Fewer would leave a machine idle between an answer and the next request. */
const limitMin = 8;
/** One judgement each: enough answers to see a median, soon enough for a caller to notice nothing. */
const intervalMs = 100;
const answersMin = 5;
const shrink = 0.8;
const grow = 1.1;
/** Engines may be slower than answers may take: then fewer at once would only be fewer. */
const timesQuiet = 2;
/** What is quiet changes with the engines, over minutes, and so does what can be done; only intervals without a queue tell. */
const forget = 0.002;
/** While a queue stands, the most that was ever done counts for ever less beside what is done now. */
const doubt = 0.005;

interface Slow {
  readonly sinceMs: number;
  /** How many ran then. */
  readonly running: number;
  readonly isStanding: boolean;
}

export function runningLimit(options: RunningLimitOptions): RunningLimit {
  const { answerMsMax, standingMs, nowMs = () => performance.now() } = options;
  const medianMsMax = answerMsMax / medianShare;
  let limit = limitMax;
  let running = 0;
  let most = 0;
  let quietMs = Number.POSITIVE_INFINITY;
  /** Answers in a millisecond, at most; unknown until there was more to do than that. */
  let perMsMax = Number.POSITIVE_INFINITY;
  let judgedMs = nowMs();
  let slow: Slow | undefined;
  let latencies: number[] = [];

  function judge(now: number): void {
    const median = medianOf(latencies);
    const perMs = latencies.length / (now - judgedMs);
    latencies = [];
    judgedMs = now;
    quietMs = Math.min(quietMs, median);
    const isSlow = median > Math.max(medianMsMax, quietMs * timesQuiet);
    if (!isSlow && most < limit) quietMs += (median - quietMs) * forget;
    if (!isSlow) {
      slow = undefined;
      // Both reached or not: what one queue has brought them down to is no measure of the next burst.
      limit = Math.ceil(limit * grow);
      perMsMax = Math.max(perMsMax * (1 + forget), perMs);
    } else {
      slow ??= { sinceMs: now, running, isStanding: false };
      if (!slow.isStanding && now - slow.sinceMs >= standingMs)
        slow = { sinceMs: now, running, isStanding: running >= slow.running };
      if (slow.isStanding) {
        perMsMax = Number.isFinite(perMsMax) ? Math.max(perMsMax * (1 - doubt), perMs) : perMs;
        // While more run than the last limit lets begin, what it does is still to be seen.
        if (running <= limit) limit = Math.floor(Math.min(limit, most) * shrink);
      }
    }
    // Who comes beyond this is late whatever happens.
    const inTime = perMsMax * Math.max(answerMsMax, quietMs * timesQuiet);
    limit = Math.max(limitMin, Math.min(limit, limitMax, Math.ceil(inTime)));
    most = running;
  }

  return {
    admits: () => running < limit,
    begun() {
      running += 1;
      most = Math.max(most, running);
    },
    ended(latencyMs) {
      running -= 1;
      if (latencyMs !== undefined) latencies.push(latencyMs);
      const now = nowMs();
      if (now - judgedMs >= intervalMs && latencies.length >= answersMin) {
        judge(now);
      }
      // Nobody waits any more.
      if (running === 0) slow = undefined;
    },
    limit: () => limit,
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? 0;
}
