/** Writes `docs/openapi.json` from the declarations; with `--check` it only tells whether that is needed. */
import { keepGenerated } from './generated.ts';
import { openApiDocument } from './openapi-document.ts';

await keepGenerated(
  { 'docs/openapi.json': `${JSON.stringify(await openApiDocument(), undefined, 2)}\n` },
  'scripts/generate-openapi.ts',
);
