import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { problemPage } from './page/problem-page.ts';
import { files } from './problem.files.ts';
import showProblem from './show-problem.ts';
import { consoleApp } from './testing/app.ts';

const app = consoleApp([showProblem]);

describe('The page of a problem', () => {
  test('is what the type of a problem document leads to', async () => {
    const refused = await app.request('/nowhere');
    const { type } = (await refused.json()) as { type: string };
    const answer = await app.request(type);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const page = await answer.text();
    expect(page).toContain('<h1>There is nothing here</h1>');
    expect(page).toContain('<p><code>not_found</code>, status 404</p>');
    expect(page).toContain('<h2>What to do</h2>');
    expect(page).toContain('<li><code>show-problem</code>: <code>GET /problems/{code}</code></li>');
  });

  test('is there for every problem that has one, and says what to do', async () => {
    const names = readdirSync(new URL('../../docs/problems', import.meta.url));
    const pages = files();
    expect(Object.keys(pages).length).toBe(names.length);
    expect(names.length).toBeGreaterThan(50);
    const silent = Object.entries(pages).filter(([, text]) => !text.includes('## What to do'));
    expect(silent.map(([code]) => code)).toEqual([]);
  });

  test.each(['unheard_of', '..%2Fopenapi.json', '__proto__', 'not_found.md'])(
    'is not there for %s',
    async (code) => {
      const answer = await app.request(`/problems/${code}`);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: 'not_found', type: '/problems/not_found' });
    },
  );

  test('shows text as text', () => {
    expect(problemPage('# A <b> & `<i>`\n\n- one\n- `two`\n', 'House')).toContain(
      '<h1>A &lt;b&gt; &amp; <code>&lt;i&gt;</code></h1>\n<ul><li>one</li>\n<li><code>two</code></li></ul>',
    );
  });
});
