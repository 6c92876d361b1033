/** Public keys of the house's own issuer (JWKS, RFC 7517). */
import * as z from 'zod';
import { http, refuse } from '#shared/function/declare.ts';
import { problems } from './problems.ts';

export default http({
  context: 'identity',
  name: 'get-issuer-keys',
  purpose: "Gives the keys that tokens of the house's own issuer are checked with.",
  route: 'GET /issuer/jwks',
  permission: 'public',
  transaction: 'none',
  answers: {
    200: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
    404: ['issuer_off'],
  },
  problems,
  scale: { rps: 50, replicasMin: 0, replicasMax: 2 },
  handle(_input, { issuer }) {
    return issuer === undefined
      ? refuse('issuer_off')
      : { status: 200, body: { keys: issuer.publicKeys() } };
  },
});
