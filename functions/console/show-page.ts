/** The page a person meets first: what the house is doing, and a way to try it. */
import { http } from '#shared/function/declare.ts';
import { page } from './page/page.ts';
import { pageHeaders } from './page/policy.ts';

export default http({
  context: 'console',
  name: 'show-page',
  purpose: 'Shows the house to a person.',
  route: 'GET /',
  permission: 'public',
  transaction: 'none',
  answers: {},
  streams: 'text/html',
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  handle(_input, { house }) {
    return {
      status: 200,
      stream: page(house),
      contentType: 'text/html; charset=utf-8',
      headers: pageHeaders,
    };
  },
});
