/** Real Keycloak with the realm that docs/sign-in.md names: its people sign in at a house with a browser. */
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser } from '../../functions/console/testing/browser.ts';
import { deskAt } from '../testing/desk.ts';
import { type TestHouse, testHouse } from '../testing/house.ts';
import { audience, clientId, type Keycloak, password, startKeycloak } from './keycloak.ts';

const id = randomUUID();
let house: TestHouse;
let keycloak: Keycloak;
let browser: Browser;
let oldTown: string;

beforeAll(async () => {
  house = await testHouse();
  keycloak = await startKeycloak(`${house.url}/sign-in/${id}`);
  browser = await startBrowser();
  oldTown = (await house.open()).split('/').at(-1) ?? '';
  await house.desk.call('set-identity-provider', {
    params: { identityProviderId: id },
    body: {
      ...{ title: 'Caravan Hotels', issuer: keycloak.issuer, audience, algorithms: ['RS256'] },
      tokenType: 'JWT',
      roles: {
        claim: ['realm_access', 'roles'],
        values: [{ value: 'reception', role: 'front_desk' }],
      },
      properties: {
        claim: ['houses'],
        values: [{ value: 'old-town', propertyIds: [oldTown] }],
      },
      signIn: { clientId, scope: 'openid email' },
    },
  });
});
afterAll(async () => {
  await browser?.close();
  await keycloak?.close();
  await house?.stop();
});

async function signedIn(name: string): Promise<{ page: Page; token: string }> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${house.url}/sign-in/${id}`);
  await page.getByRole('button', { name: 'Sign in with Caravan Hotels' }).click();
  await page.locator('input[name=username]').fill(name);
  await page.locator('input[name=password]').fill(password);
  await page.locator('[type=submit]').click();
  await page.getByText(`Signed in as ${name}@caravan.example`).waitFor();
  const { token } = JSON.parse(await page.evaluate("sessionStorage.getItem('session')"));
  return { page, token };
}

test('A receptionist of one house works there, and signs out here and there', async () => {
  const { page, token } = await signedIn('anna');
  const desk = deskAt(house.url, token);
  expect((await desk.get(`/v1/properties/${oldTown}/business-day`)).status).toBe(200);
  const other = (await house.open()).split('/').at(-1);
  const outside = await desk.get(`/v1/properties/${other}/business-day`);
  expect([outside.status, outside.body.code]).toEqual([403, 'out_of_scope']);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in with Caravan Hotels' }).waitFor();
  await page.getByRole('button', { name: 'Sign in with Caravan Hotels' }).click();
  await page.locator('input[name=password]').waitFor();
  await page.context().close();
});

test('Somebody of no role that is mapped comes in and may do nothing', async () => {
  const { page, token } = await signedIn('bob');
  const refused = await deskAt(house.url, token).get(`/v1/properties/${oldTown}/business-day`);
  expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
  await page.context().close();
});
