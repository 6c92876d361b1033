/** Every HTTP function there is, and every one there will be, answers only who may, and tells nobody of what is another's. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roleNames } from '#schema/access.ts';
import { newIssuerKey, tokenIssuer } from '#shared/http/issuer.ts';
import { systemClock, systemIds } from '#shared/system.ts';
import { deskAt } from '../scripts/testing/desk.ts';
import {
  expectProblem,
  grants,
  named,
  nothingIsWritten,
  type RouteHouse,
  roleFor,
  routeHouse,
  routes,
} from '../scripts/testing/routes.ts';
import { unknownId } from '../scripts/testing/samples.ts';

const withParams = named(({ params }) => params !== undefined);
const guarded = named(({ permission }) => permission !== 'public');
const open = named(({ permission }) => permission === 'public');
const scoped = named(({ scope }) => scope !== undefined);

let house: RouteHouse;
beforeAll(async () => {
  house = await routeHouse();
});
afterAll(() => house.stop());

describe('A token that is missing or not good', () => {
  nothingIsWritten(() => house.owner);

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
    const missing = await house.call(declaration, house.desk, {
      headers: { authorization: undefined },
    });
    expectProblem(missing, 401, 'token_missing');
    expect(missing.headers.get('www-authenticate')).toBe('Bearer');
    for (const authorization of ['Basic eDp5', 'Bearer', 'Bearer ', '']) {
      const without = await house.call(declaration, house.desk, { headers: { authorization } });
      expectProblem(without, 401, 'token_missing');
    }
    const expired = deskAt(house.url, await house.issuer.sign(claims, -60));
    const late = await house.call(declaration, expired);
    expectProblem(late, 401, 'token_expired');
    expect(late.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    for (const token of [
      ...['x', 'a.b.c', `${head}.${payload}.`, `${head}.${payload}`],
      `${head}.${payload}.${signature.split('').reverse().join('')}`,
      ...[await forged.sign(claims, 60), await foreign.sign(claims, 60)],
    ]) {
      expectProblem(await house.call(declaration, deskAt(house.url, token)), 401, 'token_invalid');
    }
  });
});

describe('H25 R-TEN A caller who may not', () => {
  nothingIsWritten(() => house.owner);

  test.each(guarded)(
    '%s is refused to every role without its permission',
    async (_n, declaration) => {
      const without = roleNames.filter((role) => !grants(role).includes(declaration.permission));
      expect(without.length).toBeGreaterThan(0);
      for (const role of without)
        expectProblem(await house.call(declaration, await house.as(role)), 403, 'forbidden');
    },
  );

  test.each(scoped)('%s is refused out of the scope of the token', async (_name, declaration) => {
    const role = roleFor(declaration);
    for (const scopeIds of [[], [unknownId]]) {
      const desk = await house.as(role, { scopeIds });
      expectProblem(await house.call(declaration, desk), 403, 'out_of_scope');
    }
  });
});

/**
 * One streams what will happen, and cannot know what is there to happen to: its context keeps no list. The
 * other sets what was not there before.
 */
const knowsNoIds = ['follow-live', 'set-identity-provider'];

describe('R-TEN An id', () => {
  // A refusal of a handler is kept, so that it is given again.
  nothingIsWritten(
    () => house.owner,
    [
      ...['guests.idempotency', 'identity.idempotency', 'integrations.idempotency'],
      ...['properties.idempotency', 'rates.idempotency'],
    ],
  );
  const looking = withParams.filter(([name]) => !knowsNoIds.includes(name));
  const aboutProperty = looking.filter(([, { scope }]) => scope === 'propertyId');

  test.each(looking)('that is unknown is not found by %s', async (_name, declaration) => {
    const desk = await house.deskFor(declaration);
    const answer = await house.call(declaration, desk, { propertyId: unknownId });
    expect(answer.status, JSON.stringify(answer.body)).toBe(404);
    expectProblem(answer, 404, answer.body.code);
    expect(answer.body.code).toMatch(/_unknown$|^not_found$/);
  });

  test.each(aboutProperty)(
    "of another tenant is as unknown to %s as nobody's",
    async (_n, declaration) => {
      const desk = await house.as(roleFor(declaration), { tenantId: unknownId });
      const foreign = await house.call(declaration, desk);
      expectProblem(foreign, 404, foreign.body.code);
      expect(foreign.body.code).toMatch(/_unknown$/);
      const nobodys = await house.call(declaration, desk, { propertyId: unknownId });
      expect({ ...nobodys.body, requestId: '' }).toEqual({ ...foreign.body, requestId: '' });
    },
  );

  test.each(aboutProperty)('is the same in capital letters for %s', async (_name, declaration) => {
    const desk = await house.as(roleFor(declaration), { scopeIds: [house.propertyId] });
    const asked = { headers: { 'idempotency-key': `once for ${declaration.name}` } };
    const small = await house.call(declaration, desk, asked);
    const capital = await house.call(declaration, desk, {
      ...asked,
      propertyId: house.propertyId.toUpperCase(),
    });
    const withoutId = { ...small.body, requestId: '' };
    expect({ ...capital.body, requestId: '' }).toEqual(withoutId);
    expect(capital.status).toBe(small.status);
  });

  test.each(scoped)('that is none is not there for %s', async (_name, declaration) => {
    const desk = await house.deskFor(declaration);
    // A client takes `..` away before it asks: where that is another route, nothing is to be learnt.
    const up = declaration.route.replace('/properties/{propertyId}', '');
    const dots = routes.some(({ route }) => route === up) ? [] : ['..'];
    for (const propertyId of ['x', '1', "' or 1=1 --", `${unknownId}0`, ...dots, 'null'])
      expectProblem(await house.call(declaration, desk, { propertyId }), 404, 'not_found');
    const nul = await house.call(declaration, desk, { propertyId: '\u0000' });
    expectProblem(nul, 400, 'invalid_request');
  });
});

describe('Without any token', () => {
  test.each(open)('%s answers', async (_name, declaration) => {
    const headers = { authorization: undefined };
    const answer = await house.call(declaration, house.desk, { headers });
    expect(answer.status).not.toBe(403);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body.code ?? '').not.toMatch(/^token_/);
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w.:-]{1,100}$/);
    expect(answer.headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
  });
});
