/** Refusals every function may give, and the one form all refusals leave in (RFC 9457). */
import type { Problem, Problems } from '#shared/function/declare.ts';

export const standardProblems = {
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    next: 'Send less at once, in several requests.',
  },
  busy: {
    status: 503,
    title: 'Too much is running; try again',
    next: 'Wait as long as `Retry-After` says, then send the same request with the same key.',
  },
  content_type_unsupported: {
    status: 415,
    title: 'The body is not of the media type that this operation takes',
    next: 'Send what `detail` names, mostly JSON, in UTF-8, and say so in `Content-Type`.',
  },
  forbidden: {
    status: 403,
    title: 'The token does not allow this',
    next: 'Ask for a role with the permission that the function names, or use another token.',
  },
  idempotency_key_invalid: {
    status: 400,
    title: 'Idempotency-Key is 1 to 255 visible ASCII characters',
    next: 'Use a UUID, or any 1 to 255 visible ASCII characters.',
  },
  idempotency_key_missing: {
    status: 400,
    title: 'Idempotency-Key is missing',
    next: 'Make a new key for each thing you want done, and send it again with every repeat.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'This Idempotency-Key was used for another request',
    next: 'Make a new key: this one belongs to another request, which stands.',
  },
  if_match_invalid: {
    status: 400,
    title: 'If-Match holds one entity tag as it was given',
    next: 'Send the `ETag` of an answer as it is, quotes included.',
  },
  internal_error: {
    status: 500,
    title: 'Something is wrong on our side',
    next: 'Repeat with the same key; if it comes back, give us the `requestId`.',
  },
  invalid_json: {
    status: 400,
    title: 'The body is not JSON',
    next: 'Send one JSON value, in UTF-8.',
  },
  invalid_request: {
    status: 400,
    title: 'The request does not have the form this operation takes',
    next: '`errors` names each member and what is wrong with it; correct them and send it again.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This path does not take this method',
    next: 'Use one of the methods in `Allow`.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing here',
    next: 'Compare the path with the API reference at `/docs`; what belongs to another tenant is not found either.',
  },
  out_of_scope: {
    status: 403,
    title: 'The token does not reach this resource',
    next: 'Use a token that reaches this resource.',
  },
  outcome_unknown: {
    status: 503,
    title: 'The outcome is not known; repeat with the same key',
    next: 'Repeat with the same key: it is done once, and the answer tells.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    next: 'Wait as long as `Retry-After` says, then send the same request again.',
  },
  token_expired: {
    status: 401,
    title: 'The token has expired',
    next: 'Get a new token and repeat with the same key.',
  },
  token_invalid: {
    status: 401,
    title: 'The token is not valid here',
    next: 'Get a token from an issuer this house knows, or an API token of it; `detail` says what is wrong, where that may be said.',
  },
  token_missing: {
    status: 401,
    title: 'A bearer token is needed',
    next: 'Send `Authorization: Bearer` and a token.',
  },
  timed_out: {
    status: 503,
    title: 'It took too long; try again',
    next: 'Wait as long as `Retry-After` says, then repeat with the same key.',
  },
  unavailable: {
    status: 503,
    title: 'Not available just now; try again',
    next: 'Wait as long as `Retry-After` says, then repeat with the same key.',
  },
  version_conflict: {
    status: 412,
    title: 'It has changed since it was read',
    next: 'Read it again, look at what changed, and send your change with the new `ETag`.',
  },
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
