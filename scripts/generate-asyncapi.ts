/** Writes `docs/asyncapi.json` from the declarations; with `--check` it only tells whether that is needed. */
import { fileURLToPath } from 'node:url';
import { brokers } from '#schema/brokers.ts';
import { messages } from '#schema/messages.ts';
import { topics } from '#schema/product.ts';
import { asyncApi } from '#shared/asyncapi/asyncapi.ts';
import { declarationsIn, sharedSchemas } from '#shared/openapi/checkout.ts';
import packageJson from '../package.json' with { type: 'json' };
import { keepGenerated } from './generated.ts';

const description = `\
What travels between the functions of the house.

Facts are CloudEvents 1.0 in binary mode: attributes as headers, data as the value. Delivery is at \
least once and in order of the partition key; \`sequence\` tells a fact that was seen. Facts are read \
tolerantly: members may be added to a version, and what a consumer relies on stays.`;

const root = fileURLToPath(new URL('..', import.meta.url));

const document = asyncApi(await declarationsIn(root), {
  title: 'Serai',
  version: packageJson.version,
  description,
  source: 'functions/*/*.ts and schema/**/*.ts, by scripts/generate-asyncapi.ts',
  topics,
  brokers,
  messages,
  ...(await sharedSchemas(root)),
});
await keepGenerated(
  { 'docs/asyncapi.json': `${JSON.stringify(document, undefined, 2)}\n` },
  'scripts/generate-asyncapi.ts',
);
