/** A hotel group's receptionist signs in at the group's own provider, in a real browser, and out again. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  audience,
  console_,
  identityProvider,
  type TestProvider,
} from '../../scripts/testing/identity-provider.ts';
import { type DemoBrowser, demoBrowser } from './testing/browser.ts';
import { complaints } from './testing/looking.ts';

const id = randomUUID();
let demo: DemoBrowser;
let provider: TestProvider;
let signInPage: string;

beforeAll(async () => {
  demo = await demoBrowser();
  signInPage = `${demo.url}/sign-in/${id}`;
  provider = await identityProvider([signInPage]);
  provider.claims = { groups: ['reception'] };
  await demo.call('PUT', `/v1/identity-providers/${id}`, {
    ...{ title: 'Caravan Hotels', issuer: provider.issuer, audience, algorithms: ['RS256'] },
    ...{ tokenType: 'at+jwt', properties: 'all', signIn: console_ },
    roles: { claim: ['groups'], values: [{ value: 'reception', role: 'front_desk' }] },
  });
});
afterAll(async () => {
  await demo?.close();
  await provider?.stop();
});

/** Somebody who has never been here. */
async function visitor(): Promise<Page> {
  const context = await demo.browser.newContext();
  return context.newPage();
}

async function signInAs(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign in with Caravan Hotels' }).click();
  await page.locator('input[name=login]').fill(name);
  await page.locator('input[name=password]').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

async function stored(page: Page, of: 'localStorage' | 'sessionStorage'): Promise<string[]> {
  return page.evaluate(`Object.keys(${of})`);
}

describe('A receptionist', () => {
  test('signs in at the provider, works, and signs out here and there', async () => {
    const page = await visitor();
    const found = complaints(page);
    const asked: URL[] = [];
    page.on('request', (request) => asked.push(new URL(request.url())));
    await page.goto(signInPage);
    await signInAs(page, 'anna');
    await page.getByText('Signed in as anna@caravan.example').waitFor();
    await page.getByRole('table', { name: 'In house' }).waitFor();
    // No code stays in the address, no token in what outlives the tab.
    expect(page.url()).toBe(signInPage);
    expect(await stored(page, 'localStorage')).toEqual([]);
    expect(await stored(page, 'sessionStorage')).toEqual(['session']);

    const [begun] = asked.filter(({ pathname }) => pathname === '/auth');
    const parameters = Object.fromEntries(begun?.searchParams ?? []);
    expect(parameters).toEqual({
      ...{ response_type: 'code', client_id: 'console', scope: 'openid email', audience },
      ...{ redirect_uri: signInPage, code_challenge_method: 'S256' },
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    // The page itself speaks to its own house alone.
    const ofPage = asked.filter(({ origin }) => origin === new URL(demo.url).origin);
    expect(ofPage.some(({ pathname }) => pathname === `/sign-in/${id}/tokens`)).toBe(true);

    await page.reload();
    await page.getByText('Signed in as anna@caravan.example').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Yes, sign me out' }).click();
    await page.getByRole('button', { name: 'Sign in with Caravan Hotels' }).waitFor();
    expect(await stored(page, 'sessionStorage')).toEqual([]);
    expect(page.url().split('?')[0]).toBe(signInPage);
    // Of what the provider's own page lacks, and of what a guest of the house may not follow.
    expect(found.filter((each) => !each.startsWith('Failed to load resource'))).toEqual([]);
    // There she would have to say who she is again.
    await page.getByRole('button', { name: 'Sign in with Caravan Hotels' }).click();
    await page.locator('input[name=login]').waitFor();
    await page.context().close();
  });

  test('of no group that means anything here is in, and may do nothing', async () => {
    provider.claims = { groups: ['choir'] };
    const page = await visitor();
    await page.goto(signInPage);
    await signInAs(page, 'bob');
    await page.getByText('Signed in as bob@caravan.example').waitFor();
    expect(await page.getByRole('table', { name: 'In house' }).count()).toBe(0);
    provider.claims = { groups: ['reception'] };
    await page.context().close();
  });
});

describe('Nobody is signed in', () => {
  test('by a link that somebody else began', async () => {
    const page = await visitor();
    for (const state of ['x', '']) {
      await page.goto(`${signInPage}?code=stolen&state=${state}`);
      await page.getByText('This sign-in was not begun in this tab; begin again.').waitFor();
      expect(page.url()).toBe(signInPage);
      expect(await stored(page, 'sessionStorage')).toEqual([]);
    }
    await page.context().close();
  });

  test('who says no at the provider', async () => {
    const page = await visitor();
    await page.goto(signInPage);
    await page.getByRole('button', { name: 'Sign in with Caravan Hotels' }).click();
    await page.getByRole('link', { name: 'Cancel' }).click();
    await page.getByText('Caravan Hotels did not sign you in (access_denied).').waitFor();
    await page.context().close();
  });

  test('with a code and no verifier, or one of another sign-in', async () => {
    const page = await visitor();
    await page.goto(signInPage);
    await page.getByRole('button', { name: 'Sign in with Caravan Hotels' }).click();
    await page.locator('input[name=login]').waitFor();
    // As one would who changed what the tab had made; the provider holds its hash.
    const sent = page.waitForRequest((request) => request.url().endsWith('/tokens'));
    await page.addInitScript(() => {
      const text = sessionStorage.getItem('sign-in');
      if (text !== null)
        sessionStorage.setItem(
          'sign-in',
          JSON.stringify({ ...JSON.parse(text), codeVerifier: 'x'.repeat(43) }),
        );
    });
    await page.locator('input[name=login]').fill('eve');
    await page.locator('input[name=password]').fill('anything');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    const body = (await sent).postDataJSON();
    expect(body).toMatchObject({ codeVerifier: 'x'.repeat(43), redirectUri: signInPage });
    await page.getByText(/^The sign-in was not taken/).waitFor();
    await page.context().close();
  });

  test('while the provider is away, and the house says so', async () => {
    const strange = randomUUID();
    await demo.call('PUT', `/v1/identity-providers/${strange}`, {
      ...{ title: 'Nobody', issuer: 'http://127.0.0.1:9', audience, algorithms: ['RS256'] },
      ...{ tokenType: 'JWT', properties: 'all', signIn: console_ },
      roles: { claim: ['groups'], values: [] },
    });
    const away = await fetch(`${demo.url}/sign-in/${strange}`);
    expect([away.status, ((await away.json()) as { code: string }).code]).toEqual([
      503,
      'identity_provider_away',
    ]);
    const unknown = await fetch(`${demo.url}/sign-in/${randomUUID()}`);
    expect([unknown.status, ((await unknown.json()) as { code: string }).code]).toEqual([
      404,
      'identity_provider_unknown',
    ]);
  });
});
