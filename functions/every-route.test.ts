/** Every HTTP function there is, and every one there will be, says no in one way and changes nothing by it. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RoleName, roleNames, roles } from '#schema/access.ts';
import type { AnyHttp } from '#shared/function/declare.ts';
import { newIssuerKey, tokenIssuer } from '#shared/http/issuer.ts';
import { httpDeclarations } from '#shared/openapi/checkout.ts';
import { takesIfMatch } from '#shared/openapi/problem-answers.ts';
import { systemClock, systemIds } from '#shared/system.ts';
import { type Answer, type Desk, deskAt } from '../scripts/testing/desk.ts';
import { type TestHouse, testHouse } from '../scripts/testing/house.ts';
import { mutantsOf, queryMutantsOf, sampleOf, unknownId } from '../scripts/testing/samples.ts';
import { contents } from '../scripts/testing/tables.ts';

const all = await httpDeclarations(fileURLToPath(new URL('..', import.meta.url)));
const named = (some: readonly AnyHttp[]) => some.map((each) => [each.name, each] as const);
const withBody = named(all.filter(({ body }) => body !== undefined));
const withQuery = named(all.filter(({ query }) => query !== undefined));
const withParams = named(all.filter(({ params }) => params !== undefined));
const guarded = named(all.filter(({ permission }) => permission !== 'public'));
const open = named(all.filter(({ permission }) => permission === 'public'));
const scoped = named(all.filter(({ scope }) => scope !== undefined));
const keyed = named(
  all.filter(({ route, idempotencyKey }) => route.startsWith('POST') && idempotencyKey !== 'none'),
);

let house: TestHouse;
let path: string;

beforeAll(async () => {
  house = await testHouse();
  path = await house.open();
  await house.desk.get(path);
});
afterAll(() => house.stop());

/** The role that may do the most among those that may do this. */
function roleFor({ permission }: AnyHttp): RoleName {
  const order = ['operator', 'tenant_admin', ...roleNames] as const;
  const found = order.find((role) => grants(role).includes(permission));
  if (found === undefined) throw new Error(`no role has ${permission}`);
  return found;
}

function grants(role: RoleName): readonly string[] {
  return roles[role].permissions;
}

async function deskFor(declaration: AnyHttp): Promise<Desk> {
  return declaration.permission === 'public' ? house.desk : house.as(roleFor(declaration));
}

interface Asked {
  readonly propertyId?: string;
  /** As it stands in the URL. */
  readonly query?: string;
  readonly body?: string | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** A call that is right in everything that a test does not change. */
function call(declaration: AnyHttp, desk: Desk, asked: Asked = {}): Promise<Answer> {
  const [method = '', template = ''] = declaration.route.split(' ');
  const sample = (declaration.params === undefined ? {} : sampleOf(declaration.params)) as object;
  const params = { ...sample, propertyId: asked.propertyId ?? path.split('/').at(-1) };
  const filled = template.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(String(new Map(Object.entries(params)).get(name))),
  );
  const query = asked.query ?? queryOf(declaration);
  const body =
    asked.body ??
    (declaration.body === undefined ? undefined : JSON.stringify(sampleOf(declaration.body)));
  return desk.send(method, `${filled}${query === '' ? '' : `?${query}`}`, {
    ...(body === undefined ? {} : { body }),
    headers: {
      'content-type': body === undefined ? undefined : 'application/json',
      'idempotency-key': method === 'POST' ? 'a-key' : undefined,
      ...asked.headers,
    },
  });
}

function queryOf({ query }: AnyHttp): string {
  if (query === undefined) return '';
  const { cursor: _ours, ...sample } = sampleOf(query, 'output') as Record<string, unknown>;
  return new URLSearchParams(
    Object.entries(sample).map(([name, value]) => [name, String(value)]),
  ).toString();
}

function expectProblem(answer: Answer, status: number, code: string, pointer?: string): void {
  const { body, headers } = answer;
  expect(answer.status, JSON.stringify(body)).toBe(status);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body.code).toBe(code);
  expect(body.type).toBe(`/problems/${code}`);
  expect(body.status).toBe(status);
  expect(body.title).toMatch(/^[A-Z].{5,}/);
  expect(body.requestId).toMatch(/^[\w.:-]{1,100}$/);
  expect(headers.get('x-request-id')).toBe(body.requestId);
  expect(headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  if (pointer === undefined) return;
  const pointers: string[] = body.errors.map((error: { pointer: string }) => error.pointer);
  expect(pointers.filter((each) => each === pointer || each.startsWith(`${pointer}/`))).not.toEqual(
    [],
  );
}

/** Of a whole group of tests: no table has changed by any of them. */
function nothingIsWritten(except: readonly string[] = []): void {
  const look = async () => ({
    ...(await contents(house.owner)),
    ...Object.fromEntries(except.map((name) => [name, 'anything'])),
  });
  let before: Readonly<Record<string, string>>;
  beforeAll(async () => {
    before = await look();
  });
  afterAll(async () => expect(await look()).toEqual(before));
}

test('There are functions to ask', () => {
  expect(all.length).toBeGreaterThan(40);
  expect(new Set(all.map(({ route }) => route)).size).toBe(all.length);
});

describe('A body that is not what the function takes', () => {
  nothingIsWritten();

  test.each(withBody)('%s', async (_name, declaration) => {
    const desk = await deskFor(declaration);
    const mutants = mutantsOf(declaration.body ?? expect.fail());
    expect(mutants.length).toBeGreaterThan(8);
    for (const { what, value, pointer } of mutants) {
      const answer = await call(declaration, desk, { body: JSON.stringify(value) });
      const hint = `${pointer} ${what}: ${JSON.stringify(answer.body)}`;
      expect(answer.status, hint).toBe(400);
      if (what.includes('character')) expectProblem(answer, 400, 'invalid_json');
      else expectProblem(answer, 400, 'invalid_request', pointer);
    }
  });
});

describe('A body that is no JSON, too deep, too large or of another type', () => {
  nothingIsWritten();

  test.each(withBody)('%s', async (_name, declaration) => {
    const desk = await deskFor(declaration);
    const sample = JSON.stringify(sampleOf(declaration.body ?? expect.fail()));
    const bytesMax = declaration.bodyBytesMax ?? 65_536;
    const deep = Math.floor(bytesMax / 6) - 1;
    for (const body of ['', '{', `${sample}x`, 'undefined', `{"a":01}`, '\u0000', sample.slice(1)])
      expectProblem(await call(declaration, desk, { body }), 400, 'invalid_json');
    for (const body of ['[]', 'null', '7', '"x"', `${'['.repeat(deep)}${']'.repeat(deep)}`])
      expectProblem(await call(declaration, desk, { body }), 400, 'invalid_request', '');
    const nested = `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`;
    expectProblem(await call(declaration, desk, { body: nested }), 400, 'invalid_request', '/a');
    const large = `${sample}${' '.repeat(bytesMax)}`;
    expectProblem(await call(declaration, desk, { body: large }), 413, 'body_too_large');
    const chunks = new Response(large).body ?? expect.fail();
    expectProblem(await call(declaration, desk, { body: chunks }), 413, 'body_too_large');
    for (const type of [undefined, 'text/plain', 'application/x-www-form-urlencoded', 'json', '']) {
      const answer = await call(declaration, desk, { headers: { 'content-type': type } });
      expectProblem(answer, 415, 'content_type_unsupported');
    }
  });
});

describe('A query that is not what the function takes', () => {
  nothingIsWritten();

  test.each(withQuery)('%s', async (_name, declaration) => {
    const desk = await deskFor(declaration);
    for (const { value, pointer } of queryMutantsOf(declaration.query ?? expect.fail())) {
      const answer = await call(declaration, desk, { query: value });
      if (value.includes('%00')) expectProblem(answer, 400, 'invalid_request');
      else expectProblem(answer, 400, 'invalid_request', pointer);
    }
  });

  const paged = withQuery.filter(([, { query }]) => {
    return 'cursor' in (sampleOf(query ?? expect.fail(), 'output') as object);
  });
  test.each(paged)('%s refuses a cursor that is not one of its own', async (_name, declaration) => {
    const desk = await deskFor(declaration);
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
      const answer = await call(declaration, desk, { query: `cursor=${cursor}` });
      expectProblem(answer, 400, 'cursor_invalid');
    }
  });
});

describe('An Idempotency-Key that is missing or no key', () => {
  nothingIsWritten();

  test.each(keyed)('%s', async (_name, declaration) => {
    const desk = await deskFor(declaration);
    const keyOf = (key: string | undefined) => ({ headers: { 'idempotency-key': key } });
    for (const key of [undefined, ''])
      expectProblem(await call(declaration, desk, keyOf(key)), 400, 'idempotency_key_missing');
    for (const key of ['two words', 'x'.repeat(256), 'ümlaut', 'a\tb'])
      expectProblem(await call(declaration, desk, keyOf(key)), 400, 'idempotency_key_invalid');
  });
});

describe('A token that is missing or not good', () => {
  nothingIsWritten();

  test.each(guarded)('%s', async (_name, declaration) => {
    const claims = {
      ...{ sub: 'x', tenant_id: house.tenantId, roles: [roleFor(declaration)] },
      ...{ scope_ids: 'all', client_id: 'x' },
    };
    const { issuer, audience } = house.issuer;
    const sources = { clock: systemClock, ids: systemIds };
    const strange = await newIssuerKey(systemIds);
    const forged = await tokenIssuer({ issuer, audience, key: strange, ...sources });
    const foreign = await tokenIssuer({
      issuer: 'https://a.b',
      audience,
      key: strange,
      ...sources,
    });
    const good = await house.issuer.sign(claims, 60);
    const [head = '', payload = '', signature = ''] = good.split('.');
    const missing = await call(declaration, house.desk, {
      headers: { authorization: undefined },
    });
    expectProblem(missing, 401, 'token_missing');
    expect(missing.headers.get('www-authenticate')).toBe('Bearer');
    for (const authorization of ['Basic eDp5', 'Bearer', 'Bearer ', '']) {
      const without = await call(declaration, house.desk, { headers: { authorization } });
      expectProblem(without, 401, 'token_missing');
    }
    const expired = deskAt(house.url, await house.issuer.sign(claims, -60));
    const late = await call(declaration, expired);
    expectProblem(late, 401, 'token_expired');
    expect(late.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    for (const token of [
      ...['x', 'a.b.c', `${head}.${payload}.`, `${head}.${payload}`],
      `${head}.${payload}.${signature.split('').reverse().join('')}`,
      ...[await forged.sign(claims, 60), await foreign.sign(claims, 60)],
    ]) {
      expectProblem(await call(declaration, deskAt(house.url, token)), 401, 'token_invalid');
    }
  });
});

describe('A caller who may not', () => {
  nothingIsWritten();

  test.each(guarded)(
    '%s is refused to every role without its permission',
    async (_n, declaration) => {
      const without = roleNames.filter((role) => !grants(role).includes(declaration.permission));
      expect(without.length).toBeGreaterThan(0);
      for (const role of without)
        expectProblem(await call(declaration, await house.as(role)), 403, 'forbidden');
    },
  );

  test.each(scoped)('%s is refused out of the scope of the token', async (_name, declaration) => {
    const role = roleFor(declaration);
    for (const scopeIds of [[], [unknownId]]) {
      const desk = await house.as(role, { scopeIds });
      expectProblem(await call(declaration, desk), 403, 'out_of_scope');
    }
  });
});

/** It streams what will happen, and cannot know what is there to happen to: its context keeps no list. */
const knowsNoIds = ['follow-live'];

describe('An id', () => {
  // A refusal of a handler is kept, so that it is given again.
  nothingIsWritten(['integrations.idempotency']);
  const looking = withParams.filter(([name]) => !knowsNoIds.includes(name));
  const aboutProperty = looking.filter(([, { scope }]) => scope === 'propertyId');

  test.each(looking)('that is unknown is not found by %s', async (_name, declaration) => {
    const desk = await deskFor(declaration);
    const answer = await call(declaration, desk, { propertyId: unknownId });
    expect(answer.status, JSON.stringify(answer.body)).toBe(404);
    expectProblem(answer, 404, answer.body.code);
    expect(answer.body.code).toMatch(/_unknown$/);
  });

  test.each(aboutProperty)(
    "of another tenant is as unknown to %s as nobody's",
    async (_n, declaration) => {
      const desk = await house.as(roleFor(declaration), { tenantId: unknownId });
      const foreign = await call(declaration, desk);
      expectProblem(foreign, 404, foreign.body.code);
      expect(foreign.body.code).toMatch(/_unknown$/);
      const nobodys = await call(declaration, desk, { propertyId: unknownId });
      expect({ ...nobodys.body, requestId: '' }).toEqual({ ...foreign.body, requestId: '' });
    },
  );

  test.each(aboutProperty)('is the same in capital letters for %s', async (_name, declaration) => {
    const desk = await house.as(roleFor(declaration), { scopeIds: [path.split('/').at(-1) ?? ''] });
    const asked = { headers: { 'idempotency-key': `once for ${declaration.name}` } };
    const small = await call(declaration, desk, asked);
    const capital = await call(declaration, desk, {
      ...asked,
      propertyId: path.split('/').at(-1)?.toUpperCase() ?? '',
    });
    const withoutId = { ...small.body, requestId: '' };
    expect({ ...capital.body, requestId: '' }).toEqual(withoutId);
    expect(capital.status).toBe(small.status);
  });

  test.each(scoped)('that is none is not there for %s', async (_name, declaration) => {
    const desk = await deskFor(declaration);
    for (const propertyId of ['x', '1', "' or 1=1 --", `${unknownId}0`, '..', 'null'])
      expectProblem(await call(declaration, desk, { propertyId }), 404, 'not_found');
    const nul = await call(declaration, desk, { propertyId: '\u0000' });
    expectProblem(nul, 400, 'invalid_request');
  });
});

describe('If-Match', () => {
  test.each(keyed)('that is no entity tag is refused by %s', async (_name, declaration) => {
    const desk = await deskFor(declaration);
    for (const tag of ['1', 'W/"1"', '"x"', '"1", "2"', `"${'1'.repeat(16)}"`]) {
      const answer = await call(declaration, desk, { headers: { 'if-match': tag } });
      expectProblem(answer, 400, 'if_match_invalid');
    }
  });

  const aboutAll = keyed.filter(([, declaration]) => takesIfMatch(declaration));
  const ofProperty = aboutAll.filter(([, { route }]) => !/\{(?!propertyId)/.test(route));
  test.each(ofProperty)('of an older version is refused by %s', async (_name, declaration) => {
    const desk = await deskFor(declaration);
    const [before, known] = [
      await contents(house.owner),
      await house.desk.get(`${path}/business-day`),
    ];
    const headers = { 'if-match': '"999"', 'idempotency-key': declaration.name };
    const answer = await call(declaration, desk, { headers });
    expectProblem(answer, 412, 'version_conflict');
    expect(`"${answer.body.version}"`).toBe(known.headers.get('etag'));
    // The refusal is a decision, kept for whoever repeats the command.
    const decided = ['reservations.decisions', 'reservations.consumer_offsets'];
    const after = await contents(house.owner);
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed.filter((name) => !name.startsWith('log.')).toSorted()).toEqual(
      decided.toSorted(),
    );
  });
});

describe('A method that a path does not take', () => {
  test.each(named(all))('at the path of %s', async (_name, declaration) => {
    const at = declaration.route.split(' ')[1] ?? '';
    const allowed = all.filter(({ route }) => route.split(' ')[1] === at);
    const methods = allowed.map(({ route }) => route.split(' ')[0]);
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
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

describe('Without any token', () => {
  test.each(open)('%s answers', async (_name, declaration) => {
    const headers = { authorization: undefined };
    const answer = await call(declaration, house.desk, { headers });
    expect(answer.status).not.toBe(403);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body.code ?? '').not.toMatch(/^token_/);
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w.:-]{1,100}$/);
    expect(answer.headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
  });
});
