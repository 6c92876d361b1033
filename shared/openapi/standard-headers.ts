/** Headers that mean the same on every operation: idempotency, concurrency, waiting. */
import * as z from 'zod';
import type { Json } from './shapes.ts';

export const headerComponents: Json = {
  parameters: {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: true,
      description:
        'Names this request: repeated with the same key and body it is done once, and the first answer is given again. A UUIDv7 is best: what it makes is then stored beside what was made at the same time.',
      schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
      example: '01a22d7e-bc9c-733e-92fa-48a1d35e0485',
    },
    IfMatch: {
      name: 'If-Match',
      in: 'header',
      description: 'The `ETag` the change was made from; refused when it has changed since.',
      schema: { type: 'string', pattern: '^(\\*|"\\d{1,15}")$' },
      example: '"3"',
    },
    Prefer: {
      name: 'Prefer',
      in: 'header',
      description:
        '`respond-async` answers 202 at once; `wait=N` waits at most N seconds for the outcome, 10 unless told (RFC 7240).',
      schema: { type: 'string' },
      example: 'wait=5',
    },
  },
  headers: {
    ETag: { description: 'Its version, for `If-Match`.', schema: { type: 'string' } },
    IdempotentReplayed: {
      description: '`true`: the answer of an earlier request with the same key.',
      schema: { type: 'string', const: 'true' },
    },
    Location: {
      description: 'Where it can be read.',
      schema: { type: 'string', format: 'uri-reference' },
    },
    RateLimit: {
      description:
        'How much is left of each limit, and in how many seconds more comes. With an API token on every answer.',
      schema: { type: 'string' },
      example: '"token";r=9;t=1, "tenant";r=49;t=1',
    },
    RateLimitPolicy: {
      description:
        'The limits: so many requests in so many seconds (draft-ietf-httpapi-ratelimit-headers-11).',
      schema: { type: 'string' },
      example: '"token";q=10;w=2, "tenant";q=50;w=3',
    },
    RetryAfter: {
      description: 'Seconds to wait before asking again.',
      schema: { type: 'integer' },
    },
  },
};

export function headerParameters(takes: {
  readonly idempotencyKey: boolean;
  readonly ifMatch: boolean;
  readonly prefer: boolean;
}): Json[] {
  const names = [
    ...(takes.idempotencyKey ? ['IdempotencyKey'] : []),
    ...(takes.ifMatch ? ['IfMatch'] : []),
    ...(takes.prefer ? ['Prefer'] : []),
  ];
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
}

export function successHeaders(of: {
  readonly status: number;
  readonly keyed: boolean;
  readonly body: unknown;
}): Json {
  const versioned = of.body instanceof z.ZodObject && 'version' in of.body.shape;
  const names = [
    ...(versioned ? [['ETag', 'ETag']] : []),
    ...(of.keyed ? [['Idempotent-Replayed', 'IdempotentReplayed']] : []),
    ...(of.status === 201 || of.status === 202 ? [['Location', 'Location']] : []),
    ...(of.status === 202 ? [['Retry-After', 'RetryAfter']] : []),
  ];
  return headersOf(names);
}

export function problemHeaders(status: number | undefined): Json {
  return headersOf([
    ...(status === 429
      ? [
          ['RateLimit', 'RateLimit'],
          ['RateLimit-Policy', 'RateLimitPolicy'],
        ]
      : []),
    ...(status === 429 || status === 503 ? [['Retry-After', 'RetryAfter']] : []),
  ]);
}

function headersOf(names: readonly (readonly string[])[]): Json {
  if (names.length === 0) return {};
  return {
    headers: Object.fromEntries(
      names.map(([header, component]) => [header, { $ref: `#/components/headers/${component}` }]),
    ),
  };
}
