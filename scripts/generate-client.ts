/** Writes `schema/client.generated.ts` from the declarations; with `--check` it only tells whether that is needed. */
import { clientModule } from '#shared/openapi/client-types.ts';
import { keepGenerated } from './generated.ts';
import { openApiDocument } from './openapi-document.ts';

const generator = 'scripts/generate-client.ts';
const source = `From functions/*/*.ts and schema/**/*.ts, by ${generator}`;

await keepGenerated(
  // As JSON has it: what is undefined is not there.
  {
    'schema/client.generated.ts': clientModule(
      JSON.parse(JSON.stringify(await openApiDocument())),
      source,
    ),
  },
  generator,
);
