/** Writes `docs/openapi.json` from the declarations; with `--check` it only tells whether that is needed. */
import { fileURLToPath } from 'node:url';
import { httpDeclarations, sharedExamples, sharedSchemas } from '#shared/openapi/checkout.ts';
import { openApi } from '#shared/openapi/openapi.ts';
import packageJson from '../package.json' with { type: 'json' };
import { keepGenerated } from './generated.ts';

const description = `\
What the functions of the house take and answer.

Every answer carries \`x-request-id\` and \`x-trace-id\`. Every refusal is a problem document \
(RFC 9457) with a stable \`code\`. A POST that makes or moves something takes an \`Idempotency-Key\`: \
whatever happened to the first try, repeat it with the same key.`;

const root = fileURLToPath(new URL('..', import.meta.url));

const document = openApi(await httpDeclarations(root), {
  title: 'Serai',
  version: packageJson.version,
  description,
  source: 'functions/*/*.ts and schema/**/*.ts, by scripts/generate-openapi.ts',
  ...(await sharedSchemas(root)),
  examples: await sharedExamples(root),
});
await keepGenerated(
  { 'docs/openapi.json': `${JSON.stringify(document, undefined, 2)}\n` },
  'scripts/generate-openapi.ts',
);
