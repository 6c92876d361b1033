/** What the roles may that know of API tokens: who makes and ends them, and who checks them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';

let server: TestDatabase;
beforeAll(async () => {
  server = await testDatabase();
});
afterAll(() => server.close());

const tenantId = '0190a5f0-0000-7000-8000-000000000001';
const denied = { sqlState: '42501' };

function saidTo(role: string, text: string): Promise<unknown> {
  return server
    .database(role, { schema: 'identity', poolMax: 1 })
    .write([tenantId], (sql) => sql.count(text));
}

describe('Who checks tokens', () => {
  const role = 'serai_identity_tokens';
  test.each([
    'insert into api_tokens (tenant_id) values (null)',
    'update api_tokens set revoked_at = null',
    'update api_tokens set permissions = null',
    'delete from api_tokens',
    'delete from api_token_uses',
    'select from users',
    'select from logins',
    'select from events',
    'insert into outbox (partition) values (1000)',
  ])('may not %s', async (text) => {
    await expect(saidTo(role, text)).rejects.toMatchObject(denied);
  });

  test('may read them, and write when one was used', async () => {
    expect(await saidTo(role, 'select from api_tokens')).toBe(0);
    expect(await saidTo(role, 'update api_token_uses set used_at = now()')).toBe(0);
  });
});

describe('Who makes and ends tokens', () => {
  test.each([
    'update api_tokens set digest = null',
    'update api_tokens set permissions = null',
    'update api_tokens set roles = null',
    'update api_tokens set scope_ids = null',
    'update api_tokens set expires_at = null',
    'update api_tokens set tenant_id = null',
    'delete from api_tokens',
    'update api_token_uses set used_at = null',
  ])('may not %s', async (text) => {
    await expect(saidTo('serai_identity', text)).rejects.toMatchObject(denied);
  });

  test('may write that one has ended', async () => {
    expect(await saidTo('serai_identity', 'update api_tokens set revoked_at = now()')).toBe(0);
  });
});
