/** The refusals of an operation by status: those it declares and those the runtime gives for it. */
import type { AnyHttp } from '#shared/function/declare.ts';
import type { Compiled } from '#shared/http/compile.ts';
import type { StandardProblem } from '#shared/http/problems.ts';
import type { Json } from './shapes.ts';
import { problemHeaders } from './standard-headers.ts';

/** The form of every refusal (RFC 9457), and of what one field is refused for. */
export const problemComponents: Json = {
  FieldError: {
    type: 'object',
    properties: {
      pointer: {
        description:
          'A JSON Pointer (RFC 6901) into the body; `/query/…` and `/path/…` name a parameter.',
        type: 'string',
      },
      detail: { type: 'string' },
    },
    required: ['pointer', 'detail'],
  },
  Problem: {
    description: 'Why a request was refused (RFC 9457). `code` is stable; the rest is for people.',
    type: 'object',
    properties: {
      type: { type: 'string', format: 'uri-reference' },
      title: { type: 'string' },
      status: { type: 'integer' },
      code: { type: 'string' },
      detail: { type: 'string' },
      errors: { type: 'array', items: { $ref: '#/components/schemas/FieldError' } },
      requestId: { type: 'string' },
    },
    required: ['type', 'title', 'status', 'code', 'requestId'],
  },
};

/** Codes by status, each list in the order of the alphabet. */
export function problemCodes(compiled: Compiled): ReadonlyMap<number, readonly string[]> {
  const codes = [...runtimeCodes(compiled), ...declaredCodes(compiled.declaration)];
  const byStatus = Map.groupBy(new Set(codes), (code) => compiled.problems[code]?.status ?? 500);
  return new Map([...byStatus].map(([status, some]) => [status, some.toSorted()]));
}

/** What is made by the request has no earlier version to go by. */
export function takesIfMatch({ answers }: AnyHttp): boolean {
  return answers[412] !== undefined && answers[201] === undefined;
}

function declaredCodes(declaration: AnyHttp): string[] {
  return Object.values(declaration.answers).flatMap((answer) =>
    Array.isArray(answer) ? answer : [],
  );
}

function runtimeCodes(compiled: Compiled): StandardProblem[] {
  const { declaration, keyRequired } = compiled;
  const codes: StandardProblem[] = [
    'rate_limited',
    'internal_error',
    'busy',
    'timed_out',
    'unavailable',
  ];
  if (declaration.permission !== 'public') {
    codes.push('token_missing', 'token_invalid', 'token_expired', 'forbidden');
  }
  if (declaration.scope !== undefined) codes.push('out_of_scope');
  if (declaration.params !== undefined) codes.push('not_found');
  if (declaration.query !== undefined || declaration.body !== undefined)
    codes.push('invalid_request');
  if (declaration.body !== undefined) codes.push('invalid_json');
  if (declaration.body !== undefined || declaration.textBody !== undefined)
    codes.push('body_too_large', 'content_type_unsupported');
  if (keyRequired) {
    codes.push('idempotency_key_missing', 'idempotency_key_invalid', 'idempotency_key_reused');
  }
  if (declaration.transaction === 'write') codes.push('outcome_unknown');
  if (takesIfMatch(declaration)) codes.push('if_match_invalid');
  return codes;
}

/** One answer that carries any of these codes. */
export function problemAnswer(codes: readonly string[], compiled: Compiled): Json {
  const lines = codes.map((code) => `- \`${code}\`: ${compiled.problems[code]?.title ?? ''}`);
  const status = compiled.problems[codes[0] ?? '']?.status;
  return {
    description: lines.join('\n'),
    ...problemHeaders(status),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [{ $ref: '#/components/schemas/Problem' }],
          properties: { code: { enum: codes } },
        },
      },
    },
  };
}

/** Whether only the runtime gives these, so that many operations share the answer. */
export function isShared(codes: readonly string[], declaration: AnyHttp): boolean {
  const declared = new Set(declaredCodes(declaration));
  return codes.every((code) => !declared.has(code));
}

/** `token_expired`, `token_invalid` → `TokenExpiredTokenInvalid`. */
export function sharedName(codes: readonly string[]): string {
  return codes
    .flatMap((code) => code.split('_'))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
