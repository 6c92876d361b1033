/** The end of a sign-in that does not end well; the good one is walked in a browser. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, test } from 'vitest';
import {
  audience,
  console_,
  identityProvider,
  type TestProvider,
} from '../../scripts/testing/identity-provider.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();
const id = randomUUID();
let provider: TestProvider;
beforeAll(async () => {
  provider = await identityProvider();
  await the.house.desk.call('set-identity-provider', {
    params: { identityProviderId: id },
    body: {
      ...{ title: 'Caravan', issuer: provider.issuer, audience, algorithms: ['RS256'] },
      ...{ tokenType: 'at+jwt', properties: 'all', signIn: console_ },
      roles: { claim: ['groups'], values: [] },
    },
  });
});
afterAll(() => provider?.stop());

function complete(at: string, page = at) {
  return the.house.desk.post(`/sign-in/${at}/tokens`, {
    ...{ code: 'stolen', codeVerifier: 'x'.repeat(43), nonce: 'n'.repeat(43) },
    redirectUri: `https://serai.example/sign-in/${page}`,
  });
}

describe('A sign-in is not completed', () => {
  test('with a code that the provider did not give', async () => {
    expectRefusal(await complete(id), 401, {
      ...{ code: 'sign_in_refused', detail: 'the provider does not take the code' },
    });
  });

  test('that the page of another provider began', async () => {
    expectRefusal(await complete(id, randomUUID()), 401, {
      ...{ code: 'sign_in_refused', detail: 'another page began it' },
    });
  });

  test('at a provider that is not there', async () => {
    expectRefusal(await complete(randomUUID()), 404, { code: 'identity_provider_unknown' });
  });

  test('while the provider is away', async () => {
    provider.away = true;
    expectRefusal(await complete(id), 503, { code: 'identity_provider_away' });
    provider.away = false;
  });
});
