/** Every HTTP function there is, and every one there will be, refuses what has not its form, in one way, and changes nothing by it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takesIfMatch } from '#shared/openapi/problem-answers.ts';
import {
  expectProblem,
  named,
  nothingIsWritten,
  type RouteHouse,
  routeHouse,
  routes,
} from '../scripts/testing/routes.ts';
import { mutantsOf, queryMutantsOf, sampleOf, unknownId } from '../scripts/testing/samples.ts';
import { changedTables, contents, contentsAtRest } from '../scripts/testing/tables.ts';

const withBody = named(({ body }) => body !== undefined);
const withQuery = named(({ query }) => query !== undefined);
const keyed = named(
  ({ route, idempotencyKey }) => route.startsWith('POST') && idempotencyKey !== 'none',
);

let house: RouteHouse;
beforeAll(async () => {
  house = await routeHouse();
});
afterAll(() => house.stop());

test('There are functions to ask', () => {
  expect(routes.length).toBeGreaterThan(40);
  expect(new Set(routes.map(({ route }) => route)).size).toBe(routes.length);
});

/** A deep body, as of a rate plan, is wrong in hundreds of ways, each of which is a request. */
const mutantsMsMax = 60_000;

describe('A body that is not what the function takes', () => {
  nothingIsWritten(() => house.owner);

  test.each(withBody)('%s', { timeout: mutantsMsMax }, async (_name, declaration) => {
    const desk = await house.deskFor(declaration);
    const mutants = mutantsOf(declaration.body ?? expect.fail());
    expect(mutants.length).toBeGreaterThan(8);
    for (const { what, value, pointer } of mutants) {
      const answer = await house.call(declaration, desk, { body: JSON.stringify(value) });
      const hint = `${pointer} ${what}: ${JSON.stringify(answer.body)}`;
      expect(answer.status, hint).toBe(400);
      if (what.includes('character')) expectProblem(answer, 400, 'invalid_json');
      else expectProblem(answer, 400, 'invalid_request', pointer);
    }
  });
});

describe('A body that is no JSON, too deep, too large or of another type', () => {
  nothingIsWritten(() => house.owner);

  test.each(withBody)('%s', async (_name, declaration) => {
    const desk = await house.deskFor(declaration);
    const sample = JSON.stringify(sampleOf(declaration.body ?? expect.fail()));
    const bytesMax = declaration.bodyBytesMax ?? 65_536;
    const deep = Math.floor(bytesMax / 6) - 1;
    for (const body of ['', '{', `${sample}x`, 'undefined', `{"a":01}`, '\u0000', sample.slice(1)])
      expectProblem(await house.call(declaration, desk, { body }), 400, 'invalid_json');
    for (const body of ['[]', 'null', '7', '"x"', `${'['.repeat(deep)}${']'.repeat(deep)}`])
      expectProblem(await house.call(declaration, desk, { body }), 400, 'invalid_request', '');
    const nested = `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`;
    expectProblem(
      await house.call(declaration, desk, { body: nested }),
      400,
      'invalid_request',
      '/a',
    );
    const large = `${sample}${' '.repeat(bytesMax)}`;
    expectProblem(await house.call(declaration, desk, { body: large }), 413, 'body_too_large');
    const chunks = new Response(large).body ?? expect.fail();
    expectProblem(await house.call(declaration, desk, { body: chunks }), 413, 'body_too_large');
    for (const type of [undefined, 'text/plain', 'application/x-www-form-urlencoded', 'json', '']) {
      const answer = await house.call(declaration, desk, { headers: { 'content-type': type } });
      expectProblem(answer, 415, 'content_type_unsupported');
    }
  });
});

describe('A text that is too large or of another type', () => {
  nothingIsWritten(() => house.owner);

  test.each(named(({ textBody }) => textBody !== undefined))('%s', async (_name, declaration) => {
    const desk = await house.deskFor(declaration);
    const { mediaType = '' } = declaration.textBody ?? {};
    const large = ' '.repeat((declaration.bodyBytesMax ?? 65_536) + 1);
    for (const body of [large, new Response(large).body ?? expect.fail()])
      expectProblem(await house.call(declaration, desk, { body }), 413, 'body_too_large');
    const latin = `${mediaType}; charset=iso-8859-1`;
    for (const type of [undefined, 'text/plain', 'application/json', latin, '']) {
      const answer = await house.call(declaration, desk, { headers: { 'content-type': type } });
      expectProblem(answer, 415, 'content_type_unsupported');
    }
  });
});

describe('A query that is not what the function takes', () => {
  nothingIsWritten(() => house.owner);

  test.each(withQuery)('%s', async (_name, declaration) => {
    const desk = await house.deskFor(declaration);
    for (const { value, pointer } of queryMutantsOf(declaration.query ?? expect.fail())) {
      const answer = await house.call(declaration, desk, { query: value });
      if (value.includes('%00')) expectProblem(answer, 400, 'invalid_request');
      else expectProblem(answer, 400, 'invalid_request', pointer);
    }
  });

  const paged = withQuery.filter(([, { query }]) => {
    return 'cursor' in (sampleOf(query ?? expect.fail(), 'output') as object);
  });
  test.each(paged)('%s refuses a cursor that is not one of its own', async (_name, declaration) => {
    const desk = await house.deskFor(declaration);
    const forged = [
      [],
      [''],
      ['x', 'y'],
      ['2026-13-41', unknownId],
      [1, 2],
      {},
      'text',
      ['a\nb', 'c'],
    ];
    for (const each of [...forged.map((parts) => JSON.stringify(parts)), 'not json', '\u0000']) {
      const cursor = Buffer.from(each).toString('base64url');
      const answer = await house.call(declaration, desk, { query: `cursor=${cursor}` });
      expectProblem(answer, 400, 'cursor_invalid');
    }
  });
});

describe('R-IDEM An Idempotency-Key that is missing or no key', () => {
  nothingIsWritten(() => house.owner);

  test.each(keyed)('%s', async (_name, declaration) => {
    const desk = await house.deskFor(declaration);
    const keyOf = (key: string | undefined) => ({ headers: { 'idempotency-key': key } });
    for (const key of [undefined, ''])
      expectProblem(
        await house.call(declaration, desk, keyOf(key)),
        400,
        'idempotency_key_missing',
      );
    for (const key of ['two words', 'x'.repeat(256), 'ümlaut', 'a\tb'])
      expectProblem(
        await house.call(declaration, desk, keyOf(key)),
        400,
        'idempotency_key_invalid',
      );
  });
});

describe('If-Match', () => {
  test.each(keyed)('that is no entity tag is refused by %s', async (_name, declaration) => {
    const desk = await house.deskFor(declaration);
    for (const tag of ['1', 'W/"1"', '"x"', '"1", "2"', `"${'1'.repeat(16)}"`]) {
      const answer = await house.call(declaration, desk, { headers: { 'if-match': tag } });
      expectProblem(answer, 400, 'if_match_invalid');
    }
  });

  const aboutAll = keyed.filter(([, declaration]) => takesIfMatch(declaration));
  const ofProperty = aboutAll.filter(([, { route }]) => !/\{(?!propertyId)/.test(route));
  test.each(ofProperty)('of an older version is refused by %s', async (_name, declaration) => {
    const desk = await house.deskFor(declaration);
    const [before, known] = [
      await contentsAtRest(house.owner),
      await house.desk.get(`${house.path}/business-day`),
    ];
    const headers = { 'if-match': '"999"', 'idempotency-key': declaration.name };
    const answer = await house.call(declaration, desk, { headers });
    expectProblem(answer, 412, 'version_conflict');
    expect(`"${answer.body.version}"`).toBe(known.headers.get('etag'));
    // The refusal is a decision, kept for whoever repeats the command.
    const decided = ['reservations.decisions', 'reservations.consumer_offsets'];
    const changed = changedTables(before, await contents(house.owner));
    expect(changed.filter((name) => !name.startsWith('log.'))).toEqual(decided.toSorted());
  });
});

describe('A method that a path does not take', () => {
  test.each(named(() => true))('at the path of %s', async (_name, declaration) => {
    const at = declaration.route.split(' ')[1] ?? '';
    const allowed = routes.filter(({ route }) => route.split(' ')[1] === at);
    const methods = allowed.map(({ route }) => route.split(' ')[0]);
    const others = ['PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter((one) => !methods.includes(one));
    for (const method of others) {
      const answer = await house.desk.send(method, at.replaceAll(/\{\w+\}/g, unknownId));
      expectProblem(answer, 405, 'method_not_allowed');
      expect(answer.headers.get('allow')?.split(', ').toSorted()).toEqual(methods.toSorted());
    }
  });

  test('is not told from a path that is not there', async () => {
    expectProblem(await house.desk.get('/v1/nothing'), 404, 'not_found');
    expectProblem(await house.desk.get('/v1/properties/%zz%/x/y/z'), 404, 'not_found');
    expectProblem(await house.desk.send('PUT', '/v1/nothing'), 404, 'not_found');
  });
});
