/** Refusals every function may give, and the one form all refusals leave in (RFC 9457). */
import type { Problem, Problems } from '#shared/function/declare.ts';

export const standardProblems = {
  body_too_large: { status: 413, title: 'The body is too large' },
  busy: { status: 503, title: 'Too much is running; try again' },
  content_type_unsupported: { status: 415, title: 'The body must be application/json' },
  forbidden: { status: 403, title: 'The token does not allow this' },
  idempotency_key_invalid: {
    status: 400,
    title: 'Idempotency-Key is 1 to 255 visible ASCII characters',
  },
  idempotency_key_missing: { status: 400, title: 'Idempotency-Key is missing' },
  idempotency_key_reused: {
    status: 422,
    title: 'This Idempotency-Key was used for another request',
  },
  if_match_invalid: { status: 400, title: 'If-Match holds one entity tag as it was given' },
  internal_error: { status: 500, title: 'Something is wrong on our side' },
  invalid_json: { status: 400, title: 'The body is not JSON' },
  invalid_request: {
    status: 400,
    title: 'The request does not have the form this operation takes',
  },
  method_not_allowed: { status: 405, title: 'This path does not take this method' },
  not_found: { status: 404, title: 'There is nothing here' },
  out_of_scope: { status: 403, title: 'The token does not reach this resource' },
  outcome_unknown: { status: 503, title: 'The outcome is not known; repeat with the same key' },
  rate_limited: { status: 429, title: 'Too many requests' },
  token_expired: { status: 401, title: 'The token has expired' },
  token_invalid: { status: 401, title: 'The token is not valid here' },
  token_missing: { status: 401, title: 'A bearer token is needed' },
  timed_out: { status: 503, title: 'It took too long; try again' },
  unavailable: { status: 503, title: 'Not available just now; try again' },
  version_conflict: { status: 412, title: 'It has changed since it was read' },
} as const satisfies Problems;
export type StandardProblem = keyof typeof standardProblems;

/** What one field of a request is refused for; the pointer is RFC 6901 into the body, or names a parameter. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** A refusal thrown inside the runtime before a handler runs; never used by handlers, who return theirs. */
export interface RuntimeRefusal {
  readonly code: StandardProblem;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export function problemBody(
  code: string,
  problem: Problem,
  requestId: string,
  more: {
    readonly detail?: string | undefined;
    readonly errors?: readonly FieldError[] | undefined;
    readonly members?: object | undefined;
  },
): string {
  return JSON.stringify({
    type: `/problems/${code}`,
    title: problem.title,
    status: problem.status,
    code,
    detail: more.detail,
    errors: more.errors,
    requestId,
    ...more.members,
  });
}
