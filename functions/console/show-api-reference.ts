/** The API reference, rendered from the house's own OpenAPI document with files of the house alone. */
import { http } from '#shared/function/declare.ts';
import { pageHeaders } from './page/policy.ts';
import { referencePage } from './page/reference-page.ts';

export default http({
  context: 'console',
  name: 'show-api-reference',
  purpose: 'Shows the API reference to a person.',
  route: 'GET /docs',
  permission: 'public',
  transaction: 'none',
  answers: {},
  streams: 'text/html',
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  handle(_input, { house }) {
    return {
      status: 200,
      stream: referencePage(house.name),
      contentType: 'text/html; charset=utf-8',
      headers: pageHeaders,
    };
  },
});
