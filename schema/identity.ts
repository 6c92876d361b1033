/** The HTTP contract of tenants, users and tokens. */
import * as z from 'zod';
import { roleNames } from './access.ts';
import { PropertyId, TenantId } from './values.ts';

export const CreateTenant = z.strictObject({ name: z.string().min(1).max(200) });
export const Tenant = z.strictObject({ id: TenantId, name: z.string() });
export const TenantPage = z.strictObject({ tenants: z.array(Tenant) });

export const Role = z.enum(roleNames);
const propertiesMax = 1000;

export const CreateUser = z.strictObject({
  /** Only an operator of the house names a tenant; everyone else creates users of their own. */
  tenantId: TenantId.optional(),
  email: z.email().max(200),
  name: z.string().min(1).max(200),
  password: z.string().min(12).max(200),
  roles: z.array(Role).min(1).max(roleNames.length),
  /** The properties the user may touch. */
  propertyIds: z.union([z.literal('all'), z.array(PropertyId).max(propertiesMax)]),
});
export const User = z.strictObject({
  id: z.uuid(),
  tenantId: z.uuid(),
  email: z.string(),
  name: z.string(),
  roles: z.array(Role),
  propertyIds: z.union([z.literal('all'), z.array(z.string())]),
});
export const UserPage = z.strictObject({ users: z.array(User) });

export const RequestToken = z.strictObject({
  email: z.email().max(200),
  password: z.string().max(200),
});
/** A company joined the house. */
export const TenantCreated = z.object({ tenantId: TenantId, name: z.string() });
/** No address and no name: a fact is kept for ever. */
export const UserCreated = z.object({
  userId: z.uuid(),
  roles: z.array(z.string()),
  propertyIds: z.union([z.literal('all'), z.array(PropertyId)]),
});
/** The facts of the context `identity` by their types, on its topic. */
export const identityEventsTopic = 'identity.events';
export const identityEvents = {
  'tenant.created.v1': TenantCreated,
  'user.created.v1': UserCreated,
} as const;

/** As OAuth 2 names them (RFC 6749). */
export const IssuedToken = z.strictObject({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  /** Seconds. */
  expires_in: z.int(),
});
