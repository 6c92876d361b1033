/** Every role meets every HTTP function, on a property of its own, out of its scope, and of another tenant: its permissions say what it may, and nothing else does. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roleNames } from '#schema/access.ts';
import { tenantOf } from '../scripts/testing/house.ts';
import { grants, named, type RouteHouse, routeHouse } from '../scripts/testing/routes.ts';
import { unknownId } from '../scripts/testing/samples.ts';

const guarded = named(({ permission }) => permission !== 'public');
/** What they are about is made up in a test, so that it is not found: an id in the path, or the tenant an operator names. */
const aboutMore = ({ name, route }: (typeof guarded)[number][1]) =>
  name === 'create-user' || /\{(?!propertyId)/.test(route);
/** Its answer is a stream without an end; who is refused it is asked elsewhere. */
const endless = ['follow-live'];

let house: RouteHouse;
let otherTenantId: string;
beforeAll(async () => {
  house = await routeHouse();
  otherTenantId = (await tenantOf(house, 'Others')).tenantId;
});
afterAll(() => house.stop());

type Verdict = 'let in' | 'forbidden' | 'out_of_scope' | 'unknown' | 'anything else';

function verdictOf({ status, body }: { status: number; body?: { code?: string } }): Verdict {
  const code = body?.code ?? '';
  if (status === 403 && (code === 'forbidden' || code === 'out_of_scope')) return code;
  if (status === 404 && /_unknown$/.test(code)) return 'unknown';
  return status === 401 || status >= 500 ? 'anything else' : 'let in';
}

test('There are roles, functions and permissions to meet', () => {
  expect(roleNames.length).toBe(8);
  expect(guarded.length).toBeGreaterThan(30);
});

describe.each(guarded)('H25 R-TEN %s', (name, declaration) => {
  const may = roleNames.filter((role) => grants(role).includes(declaration.permission));
  const mayNot = roleNames.filter((role) => !may.includes(role));
  const scoped = declaration.scope !== undefined;

  test('refuses who has not its permission, wherever it asks', async () => {
    for (const role of mayNot) {
      const asked = [
        await house.call(declaration, await house.as(role)),
        await house.call(declaration, await house.as(role, { scopeIds: [unknownId] })),
        await house.call(declaration, await house.as(role, { tenantId: otherTenantId })),
      ];
      expect(asked.map(verdictOf), role).toEqual(['forbidden', 'forbidden', 'forbidden']);
    }
  });

  test('lets in who has it, and shows nobody what is not theirs', async () => {
    for (const role of may) {
      const outside = await house.as(role, { scopeIds: [unknownId] });
      const foreign = await house.as(role, { tenantId: otherTenantId });
      if (scoped)
        expect(verdictOf(await house.call(declaration, outside)), role).toBe('out_of_scope');
      if (endless.includes(name)) continue;
      if (scoped) expect(verdictOf(await house.call(declaration, foreign)), role).toBe('unknown');
      const own = verdictOf(await house.call(declaration, await house.as(role)));
      // The house itself has no property.
      const isNobodys = scoped && role === 'operator';
      const letIn = aboutMore(declaration) ? ['let in', 'unknown'] : ['let in'];
      expect(own, role).toBeOneOf(isNobodys ? ['unknown'] : letIn);
    }
  });
});
