/** The OpenAPI document of this checkout: what is committed, and what the client is made from. */
import { fileURLToPath } from 'node:url';
import { httpDeclarations, sharedExamples, sharedSchemas } from '#shared/openapi/checkout.ts';
import { openApi } from '#shared/openapi/openapi.ts';
import type { Json } from '#shared/openapi/shapes.ts';
import packageJson from '../package.json' with { type: 'json' };

const description = `\
What the functions of the house take and answer.

Every answer carries \`x-request-id\` and \`x-trace-id\`. Every refusal is a problem document \
(RFC 9457) with a stable \`code\`. A POST that makes or moves something takes an \`Idempotency-Key\`: \
whatever happened to the first try, repeat it with the same key.`;

const root = fileURLToPath(new URL('..', import.meta.url));

export async function openApiDocument(): Promise<Json> {
  return openApi(await httpDeclarations(root), {
    title: 'Serai',
    version: packageJson.version,
    description,
    source: 'functions/*/*.ts and schema/**/*.ts, by scripts/generate-openapi.ts',
    ...(await sharedSchemas(root)),
    examples: await sharedExamples(root),
  });
}
