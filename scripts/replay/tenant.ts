/** Whose the replayed hotels are: a tenant of their own, and its one user, who may import. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Tenant, TenantPage, User } from '#schema/identity.ts';
import { tokensOf } from '../serai/access.ts';
import { type Api, ApiRefusal, apiClient } from '../serai/api.ts';
import { writePrivately } from '../serai/keys.ts';
import { newPassword } from '../serai/local-house.ts';
import { Sorry } from '../serai/sorry.ts';

const tenantName = 'Replay';

const Login = z.object({ email: z.string(), password: z.string() });
type Login = z.infer<typeof Login>;

interface ReplayTenant {
  readonly operator: Api;
  /** Where the user's password is kept for the next run. */
  readonly home: string;
  /** Instead of the replay's own tenant. */
  readonly tenantId: string | undefined;
}

/** A client that acts as the tenant's importing user. */
export async function importer({ operator, home, tenantId }: ReplayTenant): Promise<Api> {
  const id = tenantId ?? (await ensureTenant(operator));
  const login = await loginOf(home, id);
  try {
    await operator.post(
      '/v1/users',
      {
        tenantId: id,
        email: login.email,
        name: 'Replay',
        password: login.password,
        roles: ['tenant_admin'],
        propertyIds: 'all',
      },
      `replay-user-${id}`,
      User,
    );
  } catch (error) {
    // Made by an earlier run; signing in tells whether it is really ours.
    if (
      !(
        error instanceof ApiRefusal &&
        (error.code === 'email_taken' || error.code === 'idempotency_key_reused')
      )
    )
      throw error;
  }
  return apiClient(operator.url, tokensOf(operator.url, login));
}

async function ensureTenant(operator: Api): Promise<string> {
  const { tenants } = await operator.get('/v1/tenants', TenantPage);
  const found = tenants.find(({ name }) => name === tenantName);
  if (found !== undefined) return found.id;
  const { id } = await operator.post('/v1/tenants', { name: tenantName }, 'replay-tenant', Tenant);
  return id;
}

/** Kept before the user is made: a run that is cut off between the two finds its password again. */
async function loginOf(home: string, tenantId: string): Promise<Login> {
  const file = join(home, `replay-${tenantId}.json`);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) {
    const known = Login.safeParse(JSON.parse(text));
    if (known.success) return known.data;
    throw new Sorry(`${file} is damaged; put it back, or choose another tenant with --tenant.`);
  }
  const login = { email: `replay-${tenantId}@serai.invalid`, password: newPassword() };
  await writePrivately(file, JSON.stringify(login));
  return login;
}
