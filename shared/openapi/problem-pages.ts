/** A page for each problem that any function may answer with: what it means and what a caller does next. */
import assert from 'node:assert/strict';
import type { AnyHttp, Problem } from '#shared/function/declare.ts';
import { compileDeclaration } from '#shared/http/compile.ts';
import { standardProblems } from '#shared/http/problems.ts';
import { problemCodes } from './problem-answers.ts';

export interface ProblemPage {
  readonly code: string;
  readonly problem: Problem;
  readonly answeredBy: readonly { readonly name: string; readonly route: string }[];
}

/** In the order of their codes. */
export function problemPages(declarations: readonly AnyHttp[]): readonly ProblemPage[] {
  const pages = new Map<string, ProblemPage>(
    Object.entries(standardProblems).map(([code, problem]) => [
      code,
      { code, problem, answeredBy: [] },
    ]),
  );
  for (const declaration of declarations.toSorted((one, other) =>
    one.name < other.name ? -1 : 1,
  )) {
    const compiled = compileDeclaration(declaration);
    for (const code of [...problemCodes(compiled).values()].flat()) {
      const problem = compiled.problems[code];
      assert(problem !== undefined, `${declaration.name}: ${code} has no title`);
      const page = pages.get(code);
      const { name, route } = declaration;
      pages.set(code, {
        code,
        problem: page === undefined ? problem : same(code, page.problem, problem),
        answeredBy: [...(page?.answeredBy ?? []), { name, route }],
      });
    }
  }
  return [...pages.values()].toSorted((one, other) => (one.code < other.code ? -1 : 1));
}

/** One code means one thing, whoever says it; one table is enough to say what comes next. */
function same(code: string, one: Problem, other: Problem): Problem {
  assert(
    one.status === other.status && one.title === other.title,
    `${code} has two meanings: "${one.title}" and "${other.title}"`,
  );
  return one.next === undefined ? other : one;
}

export function markdownOf({ code, problem, answeredBy }: ProblemPage, source: string): string {
  const { status, title, next } = problem;
  const functions = answeredBy.map(({ name, route }) => `- \`${name}\`: \`${route}\``);
  const lines = [
    `<!-- ${source} -->`,
    `# ${title}`,
    `\`${code}\`, status ${status}`,
    ...(next === undefined ? [] : ['## What to do', next]),
    '## Who answers with it',
    functions.length === 0 ? 'The house itself, on any path.' : functions.join('\n'),
  ];
  return `${lines.join('\n\n')}\n`;
}
