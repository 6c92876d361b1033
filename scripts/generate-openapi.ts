/** Writes `docs/openapi.json` from the declarations; with `--check` it only tells whether that is needed. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { httpDeclarations, sharedSchemas } from '#shared/openapi/checkout.ts';
import { openApi } from '#shared/openapi/openapi.ts';
import packageJson from '../package.json' with { type: 'json' };

const description = `\
What the functions of the house take and answer.

Every answer carries \`x-request-id\` and \`x-trace-id\`. Every refusal is a problem document \
(RFC 9457) with a stable \`code\`. A POST that makes or moves something takes an \`Idempotency-Key\`: \
whatever happened to the first try, repeat it with the same key.`;

const root = fileURLToPath(new URL('..', import.meta.url));
const generated = fileURLToPath(new URL('../docs/openapi.json', import.meta.url));

const document = openApi(await httpDeclarations(root), {
  title: 'Serai',
  version: packageJson.version,
  description,
  source: 'functions/*/*.ts and schema/**/*.ts, by scripts/generate-openapi.ts',
  ...(await sharedSchemas(root)),
});
const wanted = `${JSON.stringify(document, undefined, 2)}\n`;
const found = await readFile(generated, 'utf8').catch(() => '');
if (!process.argv.includes('--check')) {
  await writeFile(generated, wanted);
} else if (found !== wanted) {
  process.stderr.write(
    'docs/openapi.json is behind the declarations: run npx node scripts/generate-openapi.ts\n',
  );
  process.exitCode = 1;
}
