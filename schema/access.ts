/**
 * Roles of the house and what each may do. A function names one permission; a role that lacks it
 * is refused. The house's own issuer uses these names; other issuers map theirs onto them.
 */
export const permissions = [
  'tenants:create',
  'tenants:read',
  'users:create',
  'users:read',
  'api_tokens:create',
  'api_tokens:read',
  'api_tokens:revoke',
  'identity_providers:read',
  'identity_providers:write',
  'properties:create',
  'properties:read',
  'properties:write',
  'inventory:read',
  'inventory:write',
  'rates:read',
  'rates:write',
  'quotes:create',
  'reservations:create',
  'reservations:read',
  'reservations:modify',
  'reservations:cancel',
  'reservations:check_in',
  'reservations:check_out',
  'reservations:no_show',
  'guests:create',
  'guests:read',
  'guests:write',
  'guests:export',
  'guests:erase',
  'work_items:read',
  'work_items:resolve',
  'business_day:read',
  'business_day:close',
  'statistics:read',
  'import',
  'events:produce',
  'events:read',
  'dead_letters:read',
  'dead_letters:retry',
  'traces:read',
  'audit:read',
] as const;
export type Permission = (typeof permissions)[number];

/** For people who sign in: what is made with these outlives the token that it would be made with. */
export const peoplesPermissions: ReadonlySet<string> = new Set<Permission>([
  'users:create',
  'api_tokens:create',
  'api_tokens:revoke',
  'identity_providers:write',
]);

const reading = [
  'properties:read',
  'inventory:read',
  'rates:read',
  'reservations:read',
  'business_day:read',
  'statistics:read',
] as const satisfies readonly Permission[];

export interface Role {
  readonly title: string;
  readonly kind: 'user' | 'channel' | 'job';
  readonly permissions: readonly Permission[];
  /** Policies a token of this role carries unless its client is bound to others. */
  readonly policies: Readonly<Record<string, string>>;
}

export const roles = {
  tenant_admin: {
    title: 'Tenant admin',
    kind: 'user',
    permissions: [
      ...reading,
      'users:create',
      'users:read',
      'api_tokens:create',
      'api_tokens:read',
      'api_tokens:revoke',
      'identity_providers:read',
      'identity_providers:write',
      'properties:create',
      'properties:write',
      'inventory:write',
      'rates:write',
      'quotes:create',
      'reservations:create',
      'reservations:modify',
      'reservations:cancel',
      'reservations:check_in',
      'reservations:check_out',
      'reservations:no_show',
      'guests:create',
      'guests:read',
      'guests:write',
      'guests:export',
      'guests:erase',
      'work_items:read',
      'work_items:resolve',
      'business_day:close',
      'events:produce',
      'import',
      'audit:read',
    ],
    policies: {},
  },
  front_desk: {
    title: 'Front desk',
    kind: 'user',
    permissions: [
      ...reading,
      'quotes:create',
      'reservations:create',
      'reservations:modify',
      'reservations:cancel',
      'reservations:check_in',
      'reservations:check_out',
      'reservations:no_show',
      'guests:create',
      'guests:read',
      'guests:write',
      'work_items:read',
      'work_items:resolve',
      'business_day:close',
    ],
    policies: {},
  },
  revenue_manager: {
    title: 'Revenue manager',
    kind: 'user',
    permissions: [
      ...reading,
      'inventory:write',
      'rates:write',
      'quotes:create',
      'work_items:read',
      'work_items:resolve',
    ],
    policies: {},
  },
  housekeeper: {
    title: 'Housekeeper',
    kind: 'user',
    permissions: ['properties:read', 'inventory:read', 'business_day:read'],
    policies: {},
  },
  channel: {
    title: 'Channel',
    kind: 'channel',
    permissions: [
      'properties:read',
      'inventory:read',
      'rates:read',
      'quotes:create',
      'reservations:create',
      'reservations:read',
      'reservations:modify',
      'reservations:cancel',
      'events:produce',
    ],
    policies: { acceptance: 'accept_and_flag' },
  },
  auditor: {
    title: 'Auditor',
    kind: 'user',
    permissions: [
      ...reading,
      'users:read',
      'api_tokens:read',
      'identity_providers:read',
      'work_items:read',
      'audit:read',
    ],
    policies: {},
  },
  privacy_officer: {
    title: 'Privacy officer',
    kind: 'user',
    permissions: ['guests:read', 'guests:export', 'guests:erase', 'audit:read'],
    policies: {},
  },
  operator: {
    title: 'Operator of the house',
    kind: 'user',
    permissions: [
      'tenants:create',
      'tenants:read',
      'users:create',
      'events:read',
      'dead_letters:read',
      'dead_letters:retry',
      'traces:read',
      'audit:read',
    ],
    policies: {},
  },
} as const satisfies Record<string, Role>;

export type RoleName = keyof typeof roles;
export const roleNames = Object.keys(roles) as readonly RoleName[];
