/** Every request a caller may send: its schema as the door runs it, and ajv's of the same OpenAPI document. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import * as z from 'zod';
import { compileDeclaration } from '#shared/http/compile.ts';
import { httpDeclarations } from '#shared/openapi/checkout.ts';

const Json = z.record(z.string(), z.unknown());
type Json = z.infer<typeof Json>;
const Parameter = z.looseObject({
  name: z.string().optional(),
  in: z.string().optional(),
  required: z.boolean().optional(),
  schema: Json.optional(),
});
const JsonContent = z.object({ schema: Json, example: z.unknown() });
/** A file that is sent has a media type of its own, and no schema here. */
const Body = z.looseObject({ content: z.object({ 'application/json': JsonContent.optional() }) });
const Operation = z.looseObject({
  operationId: z.string(),
  parameters: z.array(Parameter).default([]),
  requestBody: Body.optional(),
});
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), Json) }),
});
type Document = z.infer<typeof Document>;

export interface RequestSchema {
  /** The function's name, then `body` or `query`. */
  readonly name: string;
  readonly at: 'body' | 'query';
  /** Compiled by the door. */
  readonly zod: Pick<z.ZodType, 'safeParse'>;
  /** Ends at the first fault, which is quickest. */
  readonly ajv: ValidateFunction;
  /** Names every fault, as the door's problem documents do. */
  readonly ajvAll: ValidateFunction;
  /** From the document, or made of its parameters. */
  readonly example: Json;
}

/** Of the checkout at `root`; a schema that the document does not show fails. */
export async function requestSchemas(root: string): Promise<readonly RequestSchema[]> {
  const document = Document.parse(
    JSON.parse(await readFile(join(root, 'docs/openapi.json'), 'utf8')),
  );
  const operations = new Map(
    Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .map((operation) => [operation.operationId, operation]),
  );
  const found: RequestSchema[] = [];
  for (const declaration of await httpDeclarations(root)) {
    const { body, query } = compileDeclaration(declaration);
    if (body === undefined && query === undefined) continue;
    const operation = operations.get(declaration.name);
    assert(operation !== undefined, `the document does not know ${declaration.name}`);
    if (body !== undefined) {
      const { schema, example } = bodyOf(operation);
      const both = compiledPair(document, schema, {});
      found.push({ name: `${declaration.name} body`, at: 'body', zod: body, ...both, example });
    }
    if (query !== undefined) {
      const { schema, example } = queryOf(operation, document);
      // Texts of an address become numbers, as Fastify has ajv do it.
      const both = compiledPair(document, schema, { coerceTypes: true });
      found.push({ name: `${declaration.name} query`, at: 'query', zod: query, ...both, example });
    }
  }
  return found;
}

function compiledPair(
  { components }: Document,
  schema: Json,
  options: Options,
): Pick<RequestSchema, 'ajv' | 'ajvAll'> {
  const compiled = (allErrors: boolean): ValidateFunction => {
    const ajv = new Ajv2020({ strict: false, allErrors, ...options });
    formats.default(ajv);
    return ajv.compile({ ...schema, components });
  };
  return { ajv: compiled(false), ajvAll: compiled(true) };
}

function bodyOf({ operationId, requestBody }: z.infer<typeof Operation>): {
  readonly schema: Json;
  readonly example: Json;
} {
  const { schema, example } = requestBody?.content['application/json'] ?? {};
  assert(schema !== undefined, `the document shows no body of ${operationId}`);
  return { schema, example: Json.parse(example) };
}

/** The document lists parameters one by one; that there are no others is the door's rule, so it is ajv's too. */
function queryOf(
  { parameters }: z.infer<typeof Operation>,
  document: Document,
): { readonly schema: Json; readonly example: Json } {
  const own = parameters.filter((parameter) => parameter.in === 'query');
  const properties = Object.fromEntries(own.map(({ name = '', schema = {} }) => [name, schema]));
  const required = own.filter((each) => each.required).map(({ name = '' }) => name);
  return {
    schema: { type: 'object', properties, required, additionalProperties: false },
    example: Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [name, exampleOf(name, schema, document)]),
    ),
  };
}

/** A text as it stands in an address. */
function exampleOf(name: string, schema: Json, document: Document): string {
  const shared =
    String(schema['$ref'] ?? '')
      .split('/')
      .at(-1) ?? '';
  const { type, format, pattern, enum: values } = document.components.schemas[shared] ?? schema;
  if (Array.isArray(values)) return String(values[0]);
  if (type === 'integer') return '7';
  switch (format) {
    case 'date':
      // A range ends after it began.
      return /to$/i.test(name) ? '2026-05-20' : '2026-05-10';
    case 'date-time':
      return name === 'until' ? '2026-05-20T09:14:03.120Z' : '2026-05-10T09:14:03.120Z';
    case 'uuid':
      return '0199d000-0000-7000-8000-000000000001';
    default:
      // A code is in capitals, where one is asked for.
      return (
        ['some-text', 'DBL'].find((text) => new RegExp(String(pattern ?? '')).test(text)) ?? ''
      );
  }
}
