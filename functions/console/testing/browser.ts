/** A demo house of its own and a real browser in front of it, for tests of what a person sees. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { logger } from '#shared/telemetry/logger.ts';
import { demoUsers, seedDemo } from '../../../scripts/serai/demo.ts';
import { type RunningHouse, startHouse } from '../../../scripts/serai/house.ts';

/** Debian's; another one by name for who has it elsewhere. */
const executablePath = '/usr/bin/chromium';

export const viewport = { width: 1400, height: 1000 };

export interface DemoBrowser {
  readonly url: string;
  readonly browser: Browser;
  /** Everyone in it is signed in as the front desk. */
  readonly context: BrowserContext;
  /** A page on which someone is signed in. */
  desk(): Promise<Page>;
  /** As the tenant's admin, by the API. */
  call<Body>(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Body>;
  close(): Promise<void>;
}

export function startBrowser(): Promise<Browser> {
  if (!existsSync(executablePath)) {
    throw new Error(`${executablePath} is missing: apt-get install -y chromium`);
  }
  return chromium.launch({
    executablePath,
    // As root there is no sandbox, and without a network nothing is to be looked for in it.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
    ],
  });
}

export async function demoHouse(): Promise<RunningHouse> {
  const silent = logger({ level: 'error', service: 'house', format: 'lines' });
  const house = await startHouse({ home: '', port: 0, ephemeral: true, logger: silent, demoUsers });
  await seedDemo(house.url, await house.operatorToken(), Date.now());
  return house;
}

/** The issuer takes a few attempts a minute, so every page gets the same token. */
async function tokenOf(url: string, role: string): Promise<string> {
  const user = demoUsers.find((each) => each.role === role);
  const response = await fetch(`${url}/issuer/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: user?.email, password: user?.password }),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  return access_token;
}

export async function demoBrowser(): Promise<DemoBrowser> {
  const [house, browser] = await Promise.all([demoHouse(), startBrowser()]);
  const { url } = house;
  const [desk, operator, admin] = await Promise.all(
    ['front_desk', 'operator', 'tenant_admin'].map((role) => tokenOf(url, role)),
  );
  const context = await browser.newContext({ viewport, locale: 'en-GB' });
  await context.addInitScript(
    (session) => sessionStorage.setItem('session', session),
    JSON.stringify({ email: 'desk@demo.serai', token: desk, followToken: operator }),
  );
  return {
    url,
    browser,
    context,
    async desk() {
      const page = await context.newPage();
      await page.goto(url);
      await page.locator('[data-night]').first().waitFor();
      await page.getByText('Live.').waitFor();
      return page;
    },
    async call(method, path, body) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${admin}`,
          'content-type': 'application/json',
          'idempotency-key': crypto.randomUUID(),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) {
        throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      }
      return (await response.json()) as never;
    },
    async close() {
      await browser.close();
      await house.stop();
    },
  };
}
