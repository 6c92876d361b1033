/** What a client of the released API would miss: operations, what they take, what they answer. */
import * as z from 'zod';
import { compareSchemas, type Finding, Json, resolved } from './schema.ts';

const Parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  schema: Json,
});
type Parameter = z.infer<typeof Parameter>;
const Content = z.record(z.string(), z.looseObject({ schema: Json.optional() }));
const Operation = z.looseObject({
  parameters: z.array(Json).default([]),
  requestBody: z.looseObject({ content: Content }).optional(),
  responses: z.record(z.string(), Json),
  'x-permission': z.string().optional(),
});
type Operation = z.infer<typeof Operation>;
const OpenApi = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
});
type Sides = readonly [old: Json, now: Json];

export function compareOperations(old: Json, now: Json): Finding[] {
  const after = new Map(operationsOf(now));
  return operationsOf(old).flatMap(([at, before]) => {
    const operation = after.get(at);
    if (operation === undefined) return [{ rule: 'operation-removed', at, change: 'is gone' }];
    const sides = [old, now] as const;
    return [
      ...comparePermissions(before, operation, at),
      ...compareParameters(before, operation, sides, at),
      ...compareBodies(before, operation, sides, at),
      ...compareAnswers(before, operation, sides, at),
    ];
  });
}

function operationsOf(document: Json): [string, Operation][] {
  return Object.entries(OpenApi.parse(document).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      // A parameter's name in a path is nothing a caller writes.
      `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '{}')}`,
      operation,
    ]),
  );
}

function comparePermissions(before: Operation, after: Operation, at: string): Finding[] {
  const [was, is] = [before['x-permission'], after['x-permission']];
  // What is open to everyone now shuts nobody out.
  if (was === is || is === 'public') return [];
  return [{ rule: 'permission-changed', at, change: `${was ?? 'none'} → ${is ?? 'none'}` }];
}

function parametersOf({ parameters }: Operation, document: Json): Map<string, Parameter> {
  const known = parameters.map((schema) => Parameter.parse(resolved({ schema, document }).schema));
  // Those of the path go by their place.
  return new Map(
    known.map((each, place) => [`${each.in} ${each.in === 'path' ? place : each.name}`, each]),
  );
}

function compareParameters(
  before: Operation,
  after: Operation,
  [old, now]: Sides,
  at: string,
): Finding[] {
  const [from, to] = [parametersOf(before, old), parametersOf(after, now)];
  const found: Finding[] = [];
  for (const [key, parameter] of from) {
    const place = `${at} ${parameter.in} ${parameter.name}`;
    const other = to.get(key);
    if (other === undefined) {
      // A header nobody reads is passed over; an unknown query parameter is refused.
      if (parameter.in === 'query')
        found.push({ rule: 'parameter-removed', at: place, change: 'is gone' });
      continue;
    }
    const [one, two] = [
      { schema: parameter.schema, document: old },
      { schema: other.schema, document: now },
    ];
    found.push(...compareSchemas(one, two, 'request', place));
  }
  for (const [key, { required, in: of, name }] of to) {
    if (required === true && from.get(key)?.required !== true)
      found.push({
        rule: 'parameter-required',
        at: `${at} ${of} ${name}`,
        change: 'must be given now',
      });
  }
  return found;
}

function compareBodies(
  before: Operation,
  after: Operation,
  [old, now]: Sides,
  at: string,
): Finding[] {
  if (after.requestBody === undefined) return [];
  if (before.requestBody === undefined)
    return [{ rule: 'body-required', at, change: 'takes a body now' }];
  return compareContents(before.requestBody.content, after.requestBody.content, [old, now], {
    use: 'request',
    at: `${at} body`,
  });
}

function compareAnswers(
  before: Operation,
  after: Operation,
  [old, now]: Sides,
  at: string,
): Finding[] {
  const answered = Object.entries(before.responses).filter(([status]) => status.startsWith('2'));
  return answered.flatMap(([status, schema]) => {
    const other = after.responses[status];
    const place = `${at} ${status}`;
    if (other === undefined)
      return [{ rule: 'answer-removed', at: place, change: 'is never answered any more' }];
    const contentOf = (answer: Json, document: Json) =>
      Content.parse(resolved({ schema: answer, document }).schema['content'] ?? {});
    return compareContents(contentOf(schema, old), contentOf(other, now), [old, now], {
      use: 'answer',
      at: place,
    });
  });
}

function compareContents(
  before: z.infer<typeof Content>,
  after: z.infer<typeof Content>,
  [old, now]: Sides,
  { use, at }: { use: 'request' | 'answer'; at: string },
): Finding[] {
  return Object.entries(before).flatMap(([mediaType, { schema }]) => {
    const other = after[mediaType];
    if (other === undefined)
      return [{ rule: 'retyped', at, change: `${mediaType} is gone` }] satisfies Finding[];
    if (schema === undefined || other.schema === undefined) return [];
    const [one, two] = [
      { schema, document: old },
      { schema: other.schema, document: now },
    ];
    return compareSchemas(one, two, use, at);
  });
}
