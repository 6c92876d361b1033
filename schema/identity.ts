/** The HTTP contract of tenants, users and tokens. */
import * as z from 'zod';
import { permissions, roleNames } from './access.ts';
import { IdentityProviderRemoved, IdentityProviderSet } from './identity-providers.ts';
import { Actor, Instant, PropertyId, TenantId } from './values.ts';

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
export const ApiTokenId = z.uuid().toLowerCase().brand<'ApiTokenId'>();
export const ApiTokenParams = z.strictObject({ apiTokenId: ApiTokenId });
const Permission = z.enum(permissions);
/** Long enough for what is renewed once a year; what nobody renews ends. */
const apiTokenDaysMax = 366;
/** A tenth of what a process takes of one token: more than this is work for several of them. */
const requestsPerSecondMax = 500;

export const CreateApiToken = z.strictObject({
  /** The system that uses it. Tokens of one name are one client: its keys go on when a token is renewed. */
  name: z.string().regex(/^[\x20-\x7e]{1,100}$/),
  /** Roles whose permissions the caller has too; never the operator's. */
  roles: z.array(Role).min(1).max(roleNames.length),
  /** Of what the roles may, no more than this; all of it, when it is left out. */
  permissions: z.array(Permission).min(1).max(permissions.length).optional(),
  /** The properties the token may touch: no more than its maker's. */
  propertyIds: z.union([z.literal('all'), z.array(PropertyId).max(propertiesMax)]),
  expiresInDays: z.int().min(1).max(apiTokenDaysMax),
  /** A limit of its own; as many as any token, when it is left out. */
  requestsPerSecond: z.int().min(1).max(requestsPerSecondMax).optional(),
});
export const ApiToken = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  /** What the token begins with. */
  prefix: z.string(),
  roles: z.array(Role),
  /** What it may do: as it was when the token was made, and no more than its roles still may. */
  permissions: z.array(z.string()),
  propertyIds: z.union([z.literal('all'), z.array(z.string())]),
  requestsPerSecond: z.int().optional(),
  /** The subject of whoever made it. */
  createdBy: z.string(),
  createdAt: Instant,
  expiresAt: Instant,
  /** To the minute; absent while nobody has used it. */
  lastUsedAt: Instant.optional(),
  revokedAt: Instant.optional(),
});
export const CreatedApiToken = ApiToken.extend({
  /** The token itself: said once and kept nowhere, so a repeat of the key is answered without it. */
  token: z.string().optional(),
});
export const ApiTokenPage = z.strictObject({ apiTokens: z.array(ApiToken) });

/** The runtime says who; absent on what happened before it did. */
const by = { actor: z.object(Actor.shape).exactOptional() };

/** A company joined the house. */
export const TenantCreated = z.object({ ...by, tenantId: TenantId, name: z.string() });
/** No address and no name: a fact is kept for ever. */
export const UserCreated = z.object({
  ...by,
  userId: z.uuid(),
  roles: z.array(z.string()),
  propertyIds: z.union([z.literal('all'), z.array(PropertyId)]),
});
/** No name: a fact is kept for ever. */
export const ApiTokenCreated = z.object({
  ...by,
  apiTokenId: ApiTokenId,
  roles: z.array(z.string()),
  permissions: z.array(z.string()),
  propertyIds: z.union([z.literal('all'), z.array(PropertyId)]),
  expiresAt: z.string(),
});
export const ApiTokenRevoked = z.object({ ...by, apiTokenId: ApiTokenId });
export const UserSignedIn = z.object({ ...by, userId: z.uuid() });
/** Whose address it was, if anybody's: the address itself is not said. */
export const UserSignInRefused = z.object({ ...by, userId: z.uuid().nullable() });
/** The facts of the context `identity` by their types, on its topic. */
export const identityEventsTopic = 'identity.events';
export const identityEvents = {
  'tenant.created.v1': TenantCreated,
  'user.created.v1': UserCreated,
  'api_token.created.v1': ApiTokenCreated,
  'api_token.revoked.v1': ApiTokenRevoked,
  'identity_provider.set.v1': IdentityProviderSet,
  'identity_provider.removed.v1': IdentityProviderRemoved,
  'user.signed_in.v1': UserSignedIn,
  'user.sign_in_refused.v1': UserSignInRefused,
} as const;

/** As OAuth 2 names them (RFC 6749). */
export const IssuedToken = z.strictObject({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  /** Seconds. */
  expires_in: z.int(),
});
