/** What a typed client knows of an API: its types and where its operations are, out of an OpenAPI document. */
import * as z from 'zod';
import type { Json } from './shapes.ts';
import { commentOf, indented, key, typeOf } from './typescript.ts';

const Schema = z.record(z.string(), z.unknown());
const Content = z.record(z.string(), z.looseObject({ schema: Schema.optional() }));
const Parameter = z.looseObject({
  $ref: z.string().optional(),
  name: z.string().optional(),
  in: z.string().optional(),
  required: z.boolean().optional(),
  schema: Schema.optional(),
});
const Answer = z.looseObject({ $ref: z.string().optional(), content: Content.optional() });
type Answer = z.infer<typeof Answer>;
const Operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  parameters: z.array(Parameter).default([]),
  requestBody: z.looseObject({ content: Content }).optional(),
  responses: z.record(z.string(), Answer),
});
type Operation = z.infer<typeof Operation>;
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({
    schemas: z.record(z.string(), Schema),
    responses: z.record(z.string(), Answer),
  }),
});
type Document = z.infer<typeof Document>;

const jsonType = 'application/json';

/** The text of a module without imports: `Operations`, `operations`, and the types they name. */
export function clientModule(openapi: Json, source: string): string {
  const document = Document.parse(openapi);
  const callable = Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )
    .filter(({ operation: { responses, requestBody } }) =>
      [...Object.values(responses), requestBody ?? {}].every(isJson),
    )
    .toSorted((one, other) => (one.operation.operationId < other.operation.operationId ? -1 : 1));
  const types = Object.entries(document.components.schemas)
    // Problems have a type of their own in the client, with the codes of their operation.
    .filter(([name]) => name !== 'Problem' && name !== 'FieldError')
    .map(([name, schema]) => `${commentOf(schema)}export type ${name} = ${typeOf(schema)};`);
  const operations = callable.map(
    ({ operation }) =>
      `/** ${operation.summary} */\n'${operation.operationId}': ${operationType(operation, document)};`,
  );
  const routes = callable.map(
    ({ path, method, operation }) =>
      `'${operation.operationId}': { method: '${method.toUpperCase()}', path: '${path}', keyed: ${isKeyed(operation)} },`,
  );
  const parts = [
    `// ${source}`,
    ...types,
    `export interface Operations {\n${operations.join('\n')}\n}`,
    `export const operations = {\n${routes.join('\n')}\n} as const;`,
  ];
  return `${indented(parts.join('\n\n'))}\n`;
}

/** Pages, files and streams are not called. */
function isJson({ content }: Answer): boolean {
  if (content === undefined) return true;
  return Object.entries(content).every(
    ([mediaType, { schema }]) => /[/+]json$/.test(mediaType) && schema !== undefined,
  );
}

function isKeyed({ parameters }: Operation): boolean {
  return parameters.some(({ $ref }) => $ref?.endsWith('/IdempotencyKey') === true);
}

function operationType(operation: Operation, document: Document): string {
  const body = operation.requestBody?.content[jsonType]?.schema;
  const answers = Object.entries(operation.responses);
  const done = answers.filter(([status]) => status.startsWith('2'));
  const refused = answers.filter(([status]) => !status.startsWith('2'));
  const members = [
    ...parametersOf('params', 'path', operation),
    ...parametersOf('query', 'query', operation),
    ...(body === undefined ? [] : [`readonly body: ${typeOf(body)};`]),
    `readonly answers: {\n${done.map(([status, answer]) => `readonly ${status}: ${bodyOf(answer)};`).join('\n')}\n};`,
    `readonly problems: {\n${refused.map(([status, answer]) => `readonly ${status}: ${codesOf(answer, document)};`).join('\n')}\n};`,
  ];
  return `{\n${members.join('\n')}\n}`;
}

function parametersOf(member: string, at: string, { parameters }: Operation): string[] {
  const own = parameters.filter((parameter) => parameter.in === at);
  if (own.length === 0) return [];
  const lines = own.map(
    ({ name = '', required, schema = {} }) =>
      `readonly ${key(name)}${required === true ? '' : '?'}: ${typeOf(schema)};`,
  );
  const optional = own.every(({ required }) => required !== true);
  return [`readonly ${member}${optional ? '?' : ''}: {\n${lines.join('\n')}\n};`];
}

function bodyOf({ content }: Answer): string {
  const schema = content?.[jsonType]?.schema;
  return schema === undefined ? 'null' : typeOf(schema);
}

const Codes = z.looseObject({ properties: z.looseObject({ code: Schema }) });

function codesOf(answer: Answer, document: Document): string {
  const shared = answer.$ref?.split('/').at(-1);
  const { content } = shared === undefined ? answer : (document.components.responses[shared] ?? {});
  const codes = Codes.safeParse(content?.['application/problem+json']?.schema);
  return codes.success ? typeOf(codes.data.properties.code) : 'string';
}
