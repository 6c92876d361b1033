import { describe, expect, test } from 'vitest';
import { type AnyHttp, http, type Problems } from '#shared/function/declare.ts';
import { markdownOf, problemPages } from './problem-pages.ts';

function dims(name: string, problems: Problems): AnyHttp {
  return http({
    context: 'lamps',
    name,
    purpose: 'Dims a lamp.',
    route: `GET /v1/${name}`,
    permission: 'public',
    transaction: 'none',
    answers: { 204: null, 409: ['lamp_broken'] },
    problems,
    scale: { rps: 1, replicasMin: 0, replicasMax: 1 },
    handle: () => ({ status: 204, body: null }),
  }) as unknown as AnyHttp;
}
const title = 'The lamp is broken';

function pageOf(code: string, declarations: readonly AnyHttp[]) {
  const page = problemPages(declarations).find((each) => each.code === code);
  if (page === undefined) throw new Error(`no page of ${code}`);
  return page;
}

describe('The page of a problem', () => {
  test('says what it means, what to do and who answers with it', () => {
    const page = pageOf('lamp_broken', [
      dims('dim-two', { lamp_broken: { status: 409, title } }),
      dims('dim-one', { lamp_broken: { status: 409, title, next: 'Buy another.' } }),
    ]);
    expect(markdownOf(page, 'From lamps.')).toBe(`<!-- From lamps. -->

# The lamp is broken

\`lamp_broken\`, status 409

## What to do

Buy another.

## Who answers with it

- \`dim-one\`: \`GET /v1/dim-one\`
- \`dim-two\`: \`GET /v1/dim-two\`
`);
  });

  test('is there for what the runtime says, with the functions it says it for', () => {
    const declarations = [dims('dim-one', { lamp_broken: { status: 409, title } })];
    const codes = problemPages(declarations).map(({ code }) => code);
    expect(codes).toEqual(codes.toSorted());
    expect(pageOf('rate_limited', declarations).answeredBy.map(({ name }) => name)).toEqual([
      'dim-one',
    ]);
    expect(pageOf('method_not_allowed', declarations).answeredBy).toEqual([]);
    expect(markdownOf(pageOf('method_not_allowed', declarations), 'x')).toContain(
      'The house itself, on any path.',
    );
  });

  test('cannot mean two things', () => {
    const declarations = [
      dims('dim-one', { lamp_broken: { status: 409, title } }),
      dims('dim-two', { lamp_broken: { status: 409, title: 'The lamp is off' } }),
    ];
    expect(() => problemPages(declarations)).toThrow('lamp_broken has two meanings');
  });
});
