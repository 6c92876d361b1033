import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { tenantOf } from '../../scripts/testing/house.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();
const password = 'twelve letters';

function user(more: object = {}) {
  return {
    ...{ email: `${randomUUID()}@example.com`, name: 'Ada', password },
    ...{ roles: ['front_desk'], propertyIds: 'all', ...more },
  };
}

describe('Creating a user', () => {
  test('of the own tenant answers with all but the password, and lets the user in', async () => {
    const wanted = user({ email: 'Ada@Example.com' });
    const { status, body } = await the.house.desk.post('/v1/users', wanted);
    expect(status).toBe(201);
    expect(body).toEqual({
      ...{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), tenantId: the.house.tenantId },
      ...{ email: 'ada@example.com', name: 'Ada', roles: ['front_desk'], propertyIds: 'all' },
    });
    const { email } = wanted;
    const signedIn = await the.house.desk.post('/issuer/token', { email, password });
    expect(signedIn.status).toBe(200);
  });

  test('of another tenant is for operators', async () => {
    const { tenantId } = await tenantOf(the.house, 'Others');
    const wanted = user({ tenantId });
    expectRefusal(await the.house.desk.post('/v1/users', wanted), 403, {
      code: 'tenant_not_yours',
    });
    const operator = await the.house.as('operator');
    const made = await operator.post('/v1/users', wanted);
    expect([made.status, made.body.tenantId]).toEqual([201, tenantId]);
    const nowhere = await operator.post('/v1/users', user({ tenantId: randomUUID() }));
    expectRefusal(nowhere, 404, { code: 'tenant_unknown' });
  });

  test('with one key makes one user, in whichever tenant', async () => {
    const operator = await the.house.as('operator');
    const { tenantId } = await tenantOf(the.house, 'Third');
    const wanted = user({ tenantId: the.house.tenantId });
    expect((await operator.post('/v1/users', wanted, 'same')).status).toBe(201);
    const other = await operator.post('/v1/users', user({ tenantId }), 'same');
    expectRefusal(other, 422, { code: 'idempotency_key_reused' });
  });

  test('as an operator is for operators, in the house alone', async () => {
    const wanted = user({ roles: ['operator'] });
    expectRefusal(await the.house.desk.post('/v1/users', wanted), 403, { code: 'role_not_yours' });
    const operator = await the.house.as('operator');
    const inTenant = { ...wanted, tenantId: the.house.tenantId };
    expectRefusal(await operator.post('/v1/users', inTenant), 403, { code: 'role_not_yours' });
    expect((await operator.post('/v1/users', wanted)).status).toBe(201);
  });

  test('gives nobody a wider scope than the caller has', async () => {
    const [mine, other] = [randomUUID(), randomUUID()];
    const admin = await the.house.as('tenant_admin', { scopeIds: [mine] });
    for (const propertyIds of ['all', [other], [mine, other]]) {
      const answer = await admin.post('/v1/users', user({ propertyIds }));
      expectRefusal(answer, 403, { code: 'scope_not_yours' });
    }
    expect((await admin.post('/v1/users', user({ propertyIds: [mine] }))).status).toBe(201);
  });

  test('with an address that signs in already is refused, in small and capital letters', async () => {
    const { email } = (await the.house.desk.post('/v1/users', user())).body;
    for (const taken of [email, email.toUpperCase()]) {
      const answer = await the.house.desk.post('/v1/users', user({ email: taken }));
      expectRefusal(answer, 409, { code: 'email_taken' });
    }
  });

  test('keeps no password, and puts neither name nor address into a fact', async () => {
    const { body } = await the.house.desk.post('/v1/users', user());
    const { rows: logins } = await the.house.owner.query(
      'select password from identity.logins where email = $1',
      [body.email],
    );
    expect(logins[0].password).toMatch(/^[\w-]{22}\.[\w-]{43}$/);
    const { rows: facts } = await the.house.owner.query(
      'select type, data from identity.events where subject = $1',
      [body.id],
    );
    expect(facts.map(({ type, data }) => [type, JSON.parse(data)])).toEqual([
      [
        'user.created.v1',
        {
          ...{ userId: body.id, roles: ['front_desk'], propertyIds: 'all' },
          actor: { kind: 'user', id: expect.any(String) },
        },
      ],
    ]);
  });
});
