import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { expectRefusal, inHouse, soon } from '../../scripts/testing/in-house.ts';

const the = inHouse();

describe('Creating a tenant', () => {
  test('gives it an id, once for a key', async () => {
    const operator = await the.house.as('operator');
    const first = await operator.post('/v1/tenants', { name: 'Caravans' }, 'once');
    expect(first.status).toBe(201);
    expect(first.body).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'Caravans' });
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    const again = await operator.post('/v1/tenants', { name: 'Caravans' }, 'once');
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expectRefusal(await operator.post('/v1/tenants', { name: 'Others' }, 'once'), 422, {
      code: 'idempotency_key_reused',
    });
    const { body } = await operator.get('/v1/tenants');
    const names = body.tenants.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['Caravans', 'Tests']);
  });

  test('leaves one fact, which reaches its topic', async () => {
    const operator = await the.house.as('operator');
    const { body } = await operator.post('/v1/tenants', { name: 'With a fact' });
    const found = await soon(async () => {
      const facts = await operator.get(`/v1/events?subject=${body.id}`);
      expect(facts.body.events).toHaveLength(1);
      return facts.body.events[0];
    });
    expect(found).toMatchObject({
      ...{ type: 'tenant.created.v1', source: '/identity', tenantId: expect.any(String) },
    });
    expect(JSON.parse(found.data)).toEqual({
      ...{ tenantId: body.id, name: 'With a fact' },
      actor: { kind: 'user', id: expect.any(String) },
    });
  });

  test('is refused for a name that is taken, and again when the key is repeated', async () => {
    const operator = await the.house.as('operator');
    await operator.post('/v1/tenants', { name: 'Twice' });
    const refused = await operator.post('/v1/tenants', { name: 'Twice' }, 'second');
    expectRefusal(refused, 409, { code: 'tenant_taken' });
    const repeated = await operator.post('/v1/tenants', { name: 'Twice' }, 'second');
    expectRefusal(repeated, 409, { code: 'tenant_taken' });
    expect(repeated.headers.get('idempotent-replayed')).toBe('true');
  });

  test('makes one of many that come at once with one key, and one of many with one name', async () => {
    const operator = await the.house.as('operator');
    const key = randomUUID();
    const copies = await Promise.all(
      Array.from({ length: 8 }, () => operator.post('/v1/tenants', { name: 'At once' }, key)),
    );
    expect(new Set(copies.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    const rivals = await Promise.all(
      Array.from({ length: 8 }, () => operator.post('/v1/tenants', { name: 'Rivals' })),
    );
    expect(rivals.map(({ status }) => status).toSorted()).toEqual([
      ...[201, 409, 409, 409, 409, 409, 409, 409],
    ]);
  });
});
