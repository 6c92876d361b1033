/** A company, and Anna who works at its desk. Each example is named as the schema it is one of. */
import { ids } from './ids.ts';

export const CreateTenant = { name: 'Caravan Hotels' };
export const Tenant = { id: ids.tenant, ...CreateTenant };
export const TenantPage = { tenants: [Tenant] };

export const CreateUser = {
  email: 'anna@caravan.example',
  name: 'Anna Desk',
  password: 'a-long-sentence-only-anna-knows',
  roles: ['front_desk'],
  propertyIds: [ids.property],
};
const { password, ...known } = CreateUser;
export const User = { id: ids.user, tenantId: ids.tenant, ...known };
export const UserPage = { users: [User] };

export const RequestToken = { email: CreateUser.email, password };
export const IssuedToken = {
  access_token: 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbm5hIn0.c2lnbmF0dXJl',
  token_type: 'Bearer',
  expires_in: 3600,
};

export const CreateApiToken = {
  name: 'Channel manager',
  roles: ['channel'],
  permissions: ['properties:read', 'inventory:read', 'reservations:create'],
  propertyIds: [ids.property],
  expiresInDays: 90,
  requestsPerSecond: 20,
};
export const ApiToken = {
  id: ids.apiToken,
  name: CreateApiToken.name,
  prefix: 'serai_01980b6e6c007a76af0091b3d25e7f86',
  roles: CreateApiToken.roles,
  permissions: CreateApiToken.permissions,
  propertyIds: CreateApiToken.propertyIds,
  requestsPerSecond: CreateApiToken.requestsPerSecond,
  createdBy: ids.user,
  createdAt: '2026-07-01T09:00:00.000Z',
  expiresAt: '2026-09-29T09:00:00.000Z',
};
export const CreatedApiToken = {
  ...ApiToken,
  token: `${ApiToken.prefix}_the-secret-is-shown-once`,
};
export const ApiTokenPage = {
  apiTokens: [{ ...ApiToken, lastUsedAt: '2026-07-14T17:20:00.000Z' }],
};
