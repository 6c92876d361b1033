/** Writes `docs/access.md` from the declarations and the roles; with `--check` it only tells whether that is needed. */
import { fileURLToPath } from 'node:url';
import { httpDeclarations } from '#shared/openapi/checkout.ts';
import { accessPage } from './access-page.ts';
import { keepGenerated } from './generated.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const generator = 'scripts/generate-access.ts';
const source = `From functions/*/*.ts and schema/access.ts, by ${generator}`;

await keepGenerated(
  { 'docs/access.md': accessPage(await httpDeclarations(root), source) },
  generator,
);
