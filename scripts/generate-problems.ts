/** Writes `docs/problems/<code>.md` from the declarations; with `--check` it only tells whether that is needed. */
import { readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { httpDeclarations } from '#shared/openapi/checkout.ts';
import { markdownOf, problemPages } from '#shared/openapi/problem-pages.ts';
import { keepGenerated } from './generated.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const generator = 'scripts/generate-problems.ts';
const source = `From functions/*/*.ts and shared/http/problems.ts, by ${generator}`;

const pages = problemPages(await httpDeclarations(root));
const wanted = Object.fromEntries(
  pages.map((page) => [`docs/problems/${page.code}.md`, markdownOf(page, source)]),
);
await keepGenerated(wanted, generator);

// A problem that nobody answers with any more has no page.
for (const file of await readdir(`${root}docs/problems`).catch(() => [])) {
  if (wanted[`docs/problems/${file}`] !== undefined) continue;
  if (process.argv.includes('--check')) {
    process.stderr.write(`docs/problems/${file} has no source: run npx node ${generator}\n`);
    process.exitCode = 1;
  } else {
    await rm(`${root}docs/problems/${file}`);
  }
}
