/**
 * Sheds requests that this process could only answer late, before any work is done for them. Two
 * waits are measured: for a turn of the event loop, and for the answers of those that run. When one
 * of them is too long for a while, and is not a stall that drains by itself, whoever comes beyond it hears
 * "later" at the price of a few microseconds, so that those who are taken stay quick whatever is offered.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { problemBody, standardProblems } from './problems.ts';
import { type RunningLimit, runningLimit } from './running-limit.ts';

export interface OverloadOptions {
  /** What nearly all answers are to be given within. */
  readonly answerMsMax: number;
  readonly running?: RunningLimit;
  readonly mayBegin?: () => boolean;
  /** Told of every request that is shed. */
  readonly onShed?: () => void;
}

/** What of that time a request may wait for its turn alone. */
const turnShare = 6;
/** Shorter than this are bursts and collections of garbage, however quick answers are to be. */
const standingMsMin = 100;

const retryAfterSeconds = '1';
/** A platform's probes: a process that is busy is alive. */
const probes: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

export function shedding(listener: RequestListener, options: OverloadOptions): RequestListener {
  const { answerMsMax } = options;
  // A queue that is gone within the time of one answer has made nobody later than he may be.
  const standingMs = Math.max(standingMsMin, answerMsMax);
  const {
    running = runningLimit({ answerMsMax, standingMs }),
    mayBegin = turns({ turnMsMax: answerMsMax / turnShare, standingMs }),
  } = options;
  let shed = 0;
  return (request, response) => {
    if (probes.has(request.url ?? '')) return listener(request, response);
    if (mayBegin() && running.admits()) {
      measure(response, running);
      return listener(request, response);
    }
    shed += 1;
    options.onShed?.();
    return sayLater(request, response, shed);
  };
}

/** Answered is who has heard a status: a stream goes on for hours and is no queue. */
function measure(response: ServerResponse, running: RunningLimit): void {
  const beganMs = performance.now();
  let over = false;
  running.begun();
  const end = (latencyMs: number | undefined): void => {
    if (over) return;
    over = true;
    running.ended(latencyMs);
  };
  const { writeHead } = response;
  // Two signatures under one name, both of which begin with the status.
  response.writeHead = function told(this: ServerResponse, status: number, ...rest: never[]) {
    end(isDone(status) ? performance.now() - beganMs : undefined);
    return writeHead.call(this, status, ...rest);
  } as ServerResponse['writeHead'];
  response.once('close', () => end(undefined));
}

/** Refusals take no time, and what failed took no measure of the work. */
function isDone(status: number): boolean {
  return status < 300 || status === 409;
}

export interface TurnOptions {
  /** What is spent on beginning requests in one turn: who is at its end has waited all of it. */
  readonly turnMsMax: number;
  /** A loop that had no moment of rest for so long is late for good. */
  readonly standingMs: number;
  readonly nowMs?: () => number;
  /** How long the event loop has had nothing to do, in all. */
  readonly idleMs?: () => number;
  /** Calls back when the present turn of the event loop is over. */
  readonly afterTurn?: (over: () => void) => void;
}

const restMsMin = 1;

/** Says of each request whether it is begun in this turn. */
export function turns(options: TurnOptions): () => boolean {
  const {
    turnMsMax,
    standingMs,
    nowMs = () => performance.now(),
    idleMs = () => performance.eventLoopUtilization().idle,
    afterTurn = (over) => void setImmediate(over),
  } = options;
  let beganMs: number | undefined;
  let rested = { atMs: nowMs(), idleMs: idleMs() };
  const over = (): void => {
    beganMs = undefined;
  };
  return () => {
    const now = nowMs();
    if (beganMs !== undefined) return now - beganMs < turnMsMax || now - rested.atMs < standingMs;
    beganMs = now;
    afterTurn(over);
    const idle = idleMs();
    if (idle - rested.idleMs >= restMsMin) rested = { atMs: now, idleMs: idle };
    return true;
  };
}

/** Nothing of the request is read, and no trace of it is kept. */
function sayLater(request: IncomingMessage, response: ServerResponse, count: number): void {
  const given = request.headers['x-request-id'];
  const requestId =
    typeof given === 'string' && /^[\w.:-]{1,100}$/.test(given) ? given : `shed-${count}`;
  const body = problemBody('busy', standardProblems.busy, requestId, {});
  response.writeHead(standardProblems.busy.status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'retry-after': retryAfterSeconds,
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
  });
  response.end(body);
}
