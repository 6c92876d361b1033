/** The contract of what runs, for tools and for the API reference. */
import { http } from '#shared/function/declare.ts';
import { per } from '#shared/function/per.ts';
import { runningContract } from './running-contract.ts';

const contractOf = per(runningContract);

export default http({
  context: 'console',
  name: 'get-openapi',
  purpose: 'Gives the OpenAPI document of the functions that run.',
  route: 'GET /openapi.json',
  permission: 'public',
  transaction: 'none',
  answers: {},
  streams: 'application/json',
  scale: { rps: 20, replicasMin: 0, replicasMax: 5 },
  handle(_input, { house }) {
    return { status: 200, stream: contractOf(house.functions), contentType: 'application/json' };
  },
});
