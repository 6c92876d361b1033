/** Answers on their way out: status, headers and body in one object, nothing touched afterwards. */
import assert from 'node:assert/strict';
import type { Refusal, Reply, Streamed } from '#shared/function/declare.ts';
import type { Compiled } from './compile.ts';
import type { Answer } from './exchange.ts';
import { problemBody, type RuntimeRefusal, standardProblems } from './problems.ts';

export type Answered = Reply<number, unknown> | Refusal<string>;

/** On every answer: which request, which trace. */
export interface Shown {
  readonly requestId: string;
  readonly traceparent: string;
  /** What whoever asks is told besides, of limits. */
  readonly headers?: Readonly<Record<string, string>>;
}

type Headers = Record<string, string>;

function commonHeaders(shown: Shown): Headers {
  const headers: Headers = {
    'x-request-id': shown.requestId,
    'x-trace-id': shown.traceparent.slice(3, 35),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  return shown.headers === undefined ? headers : Object.assign(headers, shown.headers);
}

export function respond(
  compiled: Compiled,
  answer: Answered,
  shown: Shown,
  ifNoneMatch: string | undefined,
): Answer {
  const headers = commonHeaders(shown);
  if (answer.replayed === true) headers['idempotent-replayed'] = 'true';
  if (answer.location !== undefined) headers['location'] = answer.location;
  if (answer.retryAfterSeconds !== undefined)
    headers['retry-after'] = String(answer.retryAfterSeconds);
  if ('refusal' in answer) return refused(compiled, answer, shown, headers);
  if (answer.version !== undefined) headers['etag'] = `"${answer.version}"`;
  if (compiled.method === 'GET' && isAmong(headers['etag'], ifNoneMatch)) {
    return { status: 304, headers };
  }
  const schema = compiled.declaration.answers[answer.status];
  assert(
    schema !== undefined,
    `${compiled.declaration.name} answered ${answer.status}, which it does not declare`,
  );
  if (answer.body === null || answer.body === undefined) return { status: answer.status, headers };
  headers['content-type'] = 'application/json';
  const body = answer.once === undefined ? answer.body : { ...Object(answer.body), ...answer.once };
  return { status: answer.status, headers, body: JSON.stringify(body) };
}

/** Weakly, as RFC 9110 says: a proxy that compresses answers makes their tags weak. */
function isAmong(etag: string | undefined, ifNoneMatch: string | undefined): boolean {
  if (etag === undefined || ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

function refused(
  compiled: Compiled,
  answer: Refusal<string>,
  shown: Shown,
  headers: Headers,
): Answer {
  const problem = compiled.problems[answer.refusal];
  assert(
    problem !== undefined && compiled.refusals.has(answer.refusal),
    `${compiled.declaration.name} refused with ${answer.refusal}, which it does not declare`,
  );
  headers['content-type'] = 'application/problem+json';
  const body = problemBody(answer.refusal, problem, shown.requestId, { members: answer.details });
  return { status: problem.status, headers, body };
}

export function problemAnswer(refusal: RuntimeRefusal, shown: Shown): Answer {
  const problem = standardProblems[refusal.code];
  const headers: Headers = {
    ...commonHeaders(shown),
    ...refusal.headers,
    'content-type': 'application/problem+json',
  };
  if (refusal.retryAfterSeconds !== undefined)
    headers['retry-after'] = String(refusal.retryAfterSeconds);
  const body = problemBody(refusal.code, problem, shown.requestId, {
    detail: refusal.detail,
    errors: refusal.errors,
  });
  return { status: problem.status, headers, body };
}

export function streamAnswer(answer: Streamed, shown: Shown): Answer {
  return {
    status: answer.status,
    headers: { ...commonHeaders(shown), ...answer.headers, 'content-type': answer.contentType },
    body: answer.stream,
  };
}
