import { describe, expect, test } from 'vitest';
import { consumer, type Declaration, http } from '#shared/function/declare.ts';
import getOpenapi from './get-openapi.ts';
import listFunctions from './list-functions.ts';
import { dataBlock, html } from './page/html.ts';
import showApiReference from './show-api-reference.ts';
import showAsset from './show-asset.ts';
import showPage from './show-page.ts';
import { consoleApp, testHouse } from './testing/app.ts';

const scale = { rps: 1, replicasMin: 0, replicasMax: 1, lagThreshold: 1 };
const functions = [
  listFunctions,
  http({
    context: 'b<',
    name: 'do-it',
    purpose: 'Does "it" & more.',
    route: 'POST /it',
    permission: 'it:do',
    transaction: 'none',
    answers: { 204: null },
    scale,
    handle: () => ({ status: 204, body: null }),
  }),
  consumer({
    context: 'a',
    name: 'read-it',
    purpose: 'Reads it.',
    topic: 'it.events',
    batchRecordsMax: 1,
    scale,
    memory: () => undefined,
    handle: async () => ({ tenants: [], events: [], write: async () => {} }),
  }),
];
const demoUsers = [
  { email: 'one@demo', title: 'One', role: 'auditor', password: 'demo</script>' },
  { email: 'desk@demo', title: 'Desk', role: 'front_desk', password: 'demo' },
];
const own = [getOpenapi, listFunctions, showApiReference, showAsset, showPage];

function get(path: string, users = demoUsers) {
  const house = testHouse({
    functions: functions as unknown as readonly Declaration[],
    demoUsers: users,
  });
  return consoleApp(own, { house }).request(path);
}

describe('The page', () => {
  test('may load from the house only', async () => {
    for (const path of ['/', '/docs']) {
      const response = await get(path);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
      const page = await response.text();
      const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');
      for (const url of loaded) expect(url).toMatch(/^(?:\/|#|data:,$)/);
      for (const url of loaded.filter((each) => each.startsWith('/assets/'))) {
        expect((await get(url)).status).toBe(200);
      }
      expect(page).not.toMatch(/<script(?![^>]*(?:src=|type="application\/json"))/);
      expect(page).not.toMatch(/ (?:on\w+|style)="/);
    }
  });

  test('shows what runs, by context, as text', async () => {
    const page = await (await get('/')).text();
    expect(page).toContain('3 functions run.');
    expect(page.indexOf('<summary>a ')).toBeLessThan(page.indexOf('<summary>b&lt; '));
    expect(page).toContain('<td>Does &quot;it&quot; &amp; more.</td>');
    expect(page).toContain('<code>topic it.events</code>');
  });

  test('offers demo users where there are some, the front desk first, and a form where there are none', async () => {
    const demo = await (await get('/')).text();
    expect(demo).toContain('<option value="desk@demo" selected>');
    expect(demo).not.toContain('type="password"');
    expect(demo).not.toContain('demo</script>');
    const earnest = await (await get('/', [])).text();
    expect(earnest).toContain('type="password"');
    expect(earnest).not.toContain('id="demo-user"');
  });
});

describe('An asset', () => {
  async function versioned(file: string): Promise<string> {
    const page = await (await get('/')).text();
    return `/assets/${/\/assets\/([0-9a-f]{16})\//.exec(page)?.[1]}/${file}`;
  }

  test('is kept for ever under its version, with types taken out of scripts', async () => {
    const response = await get(await versioned('dom.ts'));
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const script = await response.text();
    expect(script).toContain('export function byId');
    expect(script).not.toMatch(/: string/);
  });

  test('is there for every import of another', async () => {
    const queue = ['page.ts', 'reference.ts'];
    const seen = new Set<string>();
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      const response = await get(await versioned(file));
      expect([file, response.status]).toEqual([file, 200]);
      for (const [, name = ''] of (await response.text()).matchAll(/from '\.\/([^']+)'/g))
        queue.push(name);
    }
    expect(seen.size).toBeGreaterThan(10);
  });

  test('that is not listed, or of another version, is not there', async () => {
    for (const file of [
      'tsconfig.json',
      '..%2Fshow-page.ts',
      'swagger-ui.css.map',
      'constructor',
    ]) {
      expect([file, (await get(await versioned(file))).status]).toEqual([file, 404]);
    }
    expect((await get('/assets/0000000000000000/dom.ts')).status).toBe(404);
  });
});

describe('What runs', () => {
  test('is listed for everyone', async () => {
    const body = (await (await get('/v1/functions')).json()) as { functions: object[] };
    expect(body).toMatchObject({ house: 'Test House' });
    expect(body.functions.slice(1)).toEqual([
      {
        name: 'do-it',
        context: 'b<',
        kind: 'http',
        purpose: 'Does "it" & more.',
        wokenBy: 'POST /it',
        permission: 'it:do',
      },
      {
        name: 'read-it',
        context: 'a',
        kind: 'consumer',
        purpose: 'Reads it.',
        wokenBy: 'topic it.events',
      },
    ]);
  });

  test('is all that the contract shows', async () => {
    const contract = (await (await get('/openapi.json')).json()) as {
      openapi: string;
      paths: object;
      tags: object[];
    };
    expect(contract.openapi).toBe('3.1.0');
    expect(Object.keys(contract.paths)).toEqual(['/v1/functions']);
    expect(contract.tags).toEqual([{ name: 'console' }]);
  });
});

describe('HTML', () => {
  test('escapes every text put into it, and leaves markup of ours', () => {
    expect(
      html`<p title="${`"'&<>`}">${html`<b>${1}</b>`}${[html`<i>`, html`</i>`]}</p>`.text,
    ).toBe('<p title="&quot;&#39;&amp;&lt;&gt;"><b>1</b><i>\n</i></p>');
  });

  test('carries data that cannot end its element', () => {
    expect(dataBlock('x', { a: '</script><!--' }).text).toBe(
      '<script type="application/json" id="x">{"a":"\\u003c/script>\\u003c!--"}</script>',
    );
  });
});
