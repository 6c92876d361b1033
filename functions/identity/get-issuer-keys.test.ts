import { createLocalJWKSet, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { testApp } from '#shared/http/testing/lamps.ts';
import { inHouse } from '../../scripts/testing/in-house.ts';
import getIssuerKeys from './get-issuer-keys.ts';

const the = inHouse();

test('The published keys check a token of the house, and hold nothing secret', async () => {
  const { status, body } = await the.house.desk.send('GET', '/issuer/jwks', {
    headers: { authorization: undefined },
  });
  expect(status).toBe(200);
  expect(body).toEqual({
    keys: [
      {
        ...{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' },
        ...{ kid: expect.any(String), x: expect.stringMatching(/^[\w-]{43}$/) },
      },
    ],
  });
  const token = await the.house.issuer.sign({ sub: 'x' }, 60);
  const { payload } = await jwtVerify(token, createLocalJWKSet(body), { audience: 'serai' });
  expect(payload.sub).toBe('x');
});

test('A house without an issuer of its own has none', async () => {
  const response = await testApp([getIssuerKeys], { issuer: undefined }).ask('GET /issuer/jwks');
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ code: 'issuer_off' });
});
