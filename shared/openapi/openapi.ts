/** An OpenAPI 3.1 document of `http` declarations: pure, and the same for the same declarations. */
import * as z from 'zod';
import type { AnyHttp } from '#shared/function/declare.ts';
import { type Compiled, compileDeclaration } from '#shared/http/compile.ts';
import { type Content, contentOf, type Examples } from './examples.ts';
import {
  isShared,
  problemAnswer,
  problemCodes,
  problemComponents,
  sharedName,
  takesIfMatch,
} from './problem-answers.ts';
import { type Descriptions, type Json, type NamedSchema, type Shapes, shapes } from './shapes.ts';
import { headerComponents, headerParameters, successHeaders } from './standard-headers.ts';

export interface OpenApiOptions {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** Path of what the document was made from. */
  readonly source: string;
  readonly named: readonly NamedSchema[];
  readonly descriptions: Descriptions;
  readonly examples: Examples;
}

interface Known extends Shapes {
  readonly content: Content;
}

export function openApi(declarations: readonly AnyHttp[], options: OpenApiOptions): Json {
  const known = { ...shapes(options.named, options.descriptions), content: contentOf(options) };
  const shared = new Map<string, Json>();
  const paths = new Map<string, Json>();
  for (const declaration of declarations.toSorted(byPathThenMethod)) {
    const compiled = compileDeclaration(declaration);
    const path = declaration.route.slice(compiled.method.length + 1);
    const operation = operationOf(compiled, known, shared);
    paths.set(path, { ...paths.get(path), [compiled.method.toLowerCase()]: operation });
  }
  const tags = [...new Set(declarations.map(({ context }) => context))].toSorted();
  const { title, version, description } = options;
  return {
    'x-generated-from': options.source,
    openapi: '3.1.0',
    info: { title, version, description },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    tags: tags.map((name) => ({ name })),
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A JWT of an issuer that this house knows, or an API token of it (`serai_…`).',
        },
      },
      ...headerComponents,
      responses: Object.fromEntries(
        [...shared].toSorted(([one], [other]) => (one < other ? -1 : 1)),
      ),
      schemas: { ...known.components(), ...problemComponents },
    },
  };
}

function operationOf(compiled: Compiled, known: Known, shared: Map<string, Json>): Json {
  const { declaration } = compiled;
  const open = declaration.permission === 'public';
  const parameters = [
    ...parametersOf('path', declaration.params, known),
    ...parametersOf('query', declaration.query, known),
    ...headerParameters({
      idempotencyKey: compiled.keyRequired,
      ifMatch: takesIfMatch(declaration),
      prefer: declaration.answers[202] !== undefined,
    }),
  ];
  return {
    operationId: declaration.name,
    tags: [declaration.context],
    summary: declaration.purpose,
    description: open ? 'Open to everyone.' : `Needs the permission \`${declaration.permission}\`.`,
    'x-permission': declaration.permission,
    ...(open ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestOf(declaration, known),
    responses: responsesOf(compiled, known, shared),
  };
}

function requestOf({ body, textBody }: AnyHttp, known: Known): Json {
  if (textBody !== undefined) {
    const { mediaType, example } = textBody;
    const content = { [mediaType]: { schema: { type: 'string' }, example } };
    return { requestBody: { required: true, content } };
  }
  if (body === undefined) return {};
  return {
    requestBody: { required: true, content: known.content(body, known.request(body)) },
  };
}

function parametersOf(at: 'path' | 'query', schema: z.ZodType | undefined, known: Known): Json[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).map(([name, member]) => ({
    name,
    in: at,
    required: at === 'path' || !z.safeParse(member, undefined).success,
    schema: known.request(member),
  }));
}

function responsesOf(compiled: Compiled, known: Known, shared: Map<string, Json>): Json {
  const { declaration } = compiled;
  const responses: Record<number, Json> = {};
  if (declaration.streams !== undefined) {
    responses[200] = { description: 'OK', content: { [declaration.streams]: {} } };
  }
  for (const [status, answer] of Object.entries(declaration.answers)) {
    if (Array.isArray(answer)) continue;
    responses[Number(status)] = {
      description: statusNames[status] ?? status,
      ...successHeaders({ status: Number(status), keyed: compiled.keyRequired, body: answer }),
      ...(answer instanceof z.ZodType
        ? { content: known.content(answer, known.answer(answer), declaration.name) }
        : {}),
    };
  }
  for (const [status, codes] of problemCodes(compiled)) {
    const answer = problemAnswer(codes, compiled);
    if (!isShared(codes, declaration)) {
      responses[status] = answer;
      continue;
    }
    shared.set(sharedName(codes), answer);
    responses[status] = { $ref: `#/components/responses/${sharedName(codes)}` };
  }
  return responses;
}

const statusNames: Readonly<Record<string, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Taken, and not decided yet',
  204: 'Done; no body',
};

function byPathThenMethod(one: AnyHttp, other: AnyHttp): number {
  const [method = '', path = ''] = one.route.split(' ');
  const [otherMethod = '', otherPath = ''] = other.route.split(' ');
  if (path !== otherPath) return path < otherPath ? -1 : 1;
  return method < otherMethod ? -1 : 1;
}
