/** The context's functions on a real log and database, and callers with and without rights. */
import { expect } from 'vitest';
import type { AnyHttp } from '#shared/function/declare.ts';
import { houseTenantId, type Principal } from '#shared/function/principal.ts';
import { functionApp } from '#shared/http/app.ts';
import {
  type PushHouse,
  type PushProcess,
  pushHouse,
  tenantId,
} from '#shared/push/testing/house.ts';

export interface OperatedHouse extends PushHouse {
  readonly main: PushProcess;
  /** As the house's operator, or as a tenant's with `tenant`, or as somebody with no rights with `nobody`. */
  call(route: string, as?: Caller, headers?: Readonly<Record<string, string>>): Promise<Called>;
}

type Caller = 'operator' | 'tenant' | 'nobody';

export interface Called {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into what came back
  readonly body: any;
}

const permissions = new Set(['events:read', 'dead_letters:read', 'dead_letters:retry']);
const operator: Principal = {
  subject: 'an-operator',
  kind: 'user',
  tenantId: houseTenantId,
  permissions,
  scopes: 'all',
  client: 'console',
  policies: {},
};
const callers: Record<string, Principal> = {
  operator,
  tenant: { ...operator, tenantId },
  nobody: { ...operator, permissions: new Set() },
};

export async function operatedHouse(declarations: readonly unknown[]): Promise<OperatedHouse> {
  const house = await pushHouse();
  const main = house.process({ verify: (token) => callers[token] ?? operator });
  const app = functionApp(declarations as readonly AnyHttp[], main.engines);
  return {
    ...house,
    main,
    async call(route, as = 'operator', headers = {}) {
      const [method = '', path = ''] = route.split(' ');
      const response = await app.request(path, {
        method,
        headers: { authorization: `Bearer ${as}`, ...headers },
      });
      const text = await response.text();
      expect(response.headers.get('content-type')).toMatch(/json/);
      return { status: response.status, headers: response.headers, body: JSON.parse(text) };
    },
  };
}
