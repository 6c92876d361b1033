/** What a declaration costs once: its route split and its mistakes found at start, its schemas compiled when first used. */
import * as z from 'zod';
import type { AnyHttp, Problem } from '#shared/function/declare.ts';
import { standardProblems } from './problems.ts';
import { type QueryJudge, queryJudge } from './query.ts';

export interface Compiled {
  readonly declaration: AnyHttp;
  readonly method: string;
  /** Hono's form of the path. */
  readonly path: string;
  readonly params: z.ZodType | undefined;
  readonly query: QueryJudge | undefined;
  readonly body: z.ZodType | undefined;
  readonly bodyBytesMax: number;
  readonly keyRequired: boolean;
  /** Status and title of every refusal it, or the runtime for it, may give. */
  readonly problems: Readonly<Record<string, Problem>>;
  /** What its handler may refuse with. */
  readonly refusals: ReadonlySet<string>;
  /** The path with its parameters filled in: the same however the caller wrote it. */
  pathOf(params: unknown): string;
}

/** The longest request with every field filled is 3 kB; what needs more says so in its declaration. */
const bodyBytesMaxDefault = 64 * 1024;

export function compileDeclaration(declaration: AnyHttp): Compiled {
  const [method, template] = declaration.route.split(' ');
  if (method === undefined || template === undefined)
    throw new Error(`${declaration.name}: the route is "METHOD /path"`);
  // Declarations are checked here too: a bundle may be made of what no compiler has seen.
  if (typeof declaration.permission !== 'string' || declaration.permission === '')
    throw new Error(`${declaration.name}: a function without a permission does not start`);
  if (declaration.scope !== undefined && !template.includes(`{${declaration.scope}}`)) {
    throw new Error(`${declaration.name}: its path has no {${declaration.scope}} to scope by`);
  }
  if (declaration.params === undefined && template.includes('{'))
    throw new Error(`${declaration.name}: its path has parameters that nothing checks`);
  const keyRequired =
    declaration.idempotencyKey === undefined
      ? method === 'POST'
      : declaration.idempotencyKey === 'required';
  const params = compiledWhenUsed(declaration.params, z.compile);
  const query = compiledWhenUsed(declaration.query, queryJudge);
  const body = compiledWhenUsed(declaration.body, z.compile);
  return {
    declaration,
    method,
    path: template.replaceAll(/\{(\w+)\}/g, ':$1'),
    get params() {
      return params();
    },
    get query() {
      return query();
    },
    get body() {
      return body();
    },
    bodyBytesMax: declaration.bodyBytesMax ?? bodyBytesMaxDefault,
    keyRequired,
    problems: problemsOf(declaration),
    refusals: new Set([
      ...Object.values(declaration.answers).flatMap((answer) =>
        Array.isArray(answer) ? answer : [],
      ),
      ...(keyRequired ? ['idempotency_key_reused'] : []),
    ]),
    pathOf: pathOf(template),
  };
}

/** A millisecond each, which a start from zero has no use for. */
function compiledWhenUsed<Judge>(
  schema: z.ZodType | undefined,
  compile: (schema: z.ZodType) => Judge,
): () => Judge | undefined {
  let compiled: Judge | undefined;
  return () => {
    compiled ??= schema && compile(schema);
    return compiled;
  };
}

/** Taken apart once: text and name of a parameter by turns. */
function pathOf(template: string): (params: unknown) => string {
  const parts = template.split(/[{}]/);
  return (params) => {
    const values: Readonly<Record<string, unknown>> = { ...Object(params) };
    let path = '';
    for (const [at, part] of parts.entries())
      path += at % 2 === 0 ? part : encodeURIComponent(String(values[part]));
    return path;
  };
}

function problemsOf(declaration: AnyHttp): Readonly<Record<string, Problem>> {
  const problems: Record<string, Problem> = { ...standardProblems };
  for (const [status, answer] of Object.entries(declaration.answers)) {
    if (!Array.isArray(answer)) continue;
    for (const code of answer) {
      const problem = declaration.problems?.[code] ?? problems[code];
      if (problem === undefined)
        throw new Error(`${declaration.name}: the refusal ${code} has no title`);
      if (String(problem.status) !== status)
        throw new Error(
          `${declaration.name}: ${code} leaves with ${problem.status}, not ${status}`,
        );
      problems[code] = problem;
    }
  }
  return problems;
}
