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
