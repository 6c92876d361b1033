import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { deskAt } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();
const password = 'correct horse battery';

async function newUser(more: object = {}): Promise<{ email: string; id: string }> {
  const email = `${randomUUID()}@example.com`;
  const { body } = await the.house.desk.post('/v1/users', {
    ...{ email, name: 'Ada', password, roles: ['housekeeper'], propertyIds: 'all', ...more },
  });
  return body;
}

describe('Signing in', () => {
  test('gives a token for eight hours that says who, where and what', async () => {
    const propertyId = randomUUID();
    const { email, id } = await newUser({ propertyIds: [propertyId] });
    const { status, body } = await the.house.desk.post('/issuer/token', { email, password });
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 28_800,
    });
    const claims = decodeJwt(body.access_token);
    expect(claims).toMatchObject({
      ...{ sub: id, client_id: id, tenant_id: the.house.tenantId },
      ...{ roles: ['housekeeper'], scope_ids: [propertyId] },
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(28_800);
    const bearer = deskAt(the.house.url, body.access_token);
    expect((await bearer.get('/v1/properties')).status).toBe(200);
    expectRefusal(await bearer.get('/v1/users'), 403, {
      ...{ code: 'forbidden', detail: 'it needs the permission users:read' },
    });
  });

  test('goes by the address in whatever letters, and by the same password however it was typed', async () => {
    const { email } = await newUser({ password: 'café au lait' });
    for (const typed of ['café au lait', 'cafe\u0301 au lait'])
      expect(
        (
          await the.house.desk.post('/issuer/token', {
            email: email.toUpperCase(),
            password: typed,
          })
        ).status,
      ).toBe(200);
  });

  test('fails alike for a wrong password and a wrong address', async () => {
    const { email } = await newUser();
    const wrong = await the.house.desk.post('/issuer/token', { email, password: 'another one' });
    expectRefusal(wrong, 401, { code: 'credentials_invalid' });
    const nobody = `${randomUUID()}@example.com`;
    const unknown = await the.house.desk.post('/issuer/token', { email: nobody, password });
    expectRefusal(unknown, 401, { code: 'credentials_invalid' });
  });

  test('is limited for an address, also to who has the password at last', async () => {
    const { email } = await newUser();
    // At once: one after the other, a machine that takes seconds to judge ten has let an attempt grow back.
    const guesses = Array.from({ length: 20 }, (_, at) =>
      the.house.desk.post('/issuer/token', { email, password: `guess ${at}` }),
    );
    const turnedAway = guesses.map(async (guess) => {
      const { status } = await guess;
      if (status !== 429) throw new Error(`a guess was answered ${status}`);
    });
    await Promise.any(turnedAway);
    const limited = await the.house.desk.post('/issuer/token', { email, password });
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expectRefusal(limited, 429, { code: 'sign_in_limited' });
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    const other = await newUser();
    const fine = await the.house.desk.post('/issuer/token', { email: other.email, password });
    expect(fine.status).toBe(200);
  });
});
