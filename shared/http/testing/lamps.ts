/** Functions over lamps, and an app of any functions on engines that only have what a test gives them. */
import type { Hono } from 'hono';
import * as z from 'zod';
import { memoryLimits } from '#shared/cache/limits.ts';
import { memoryCache } from '#shared/cache/memory-cache.ts';
import { memoryChannels } from '#shared/cache/memory-channels.ts';
import {
  type Answers,
  type AnyHttp,
  type HttpDeclaration,
  http,
} from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import { houseTenantId, type Principal } from '#shared/function/principal.ts';
import { functionApp } from '#shared/http/app.ts';
import { telemetryOff } from '#shared/telemetry/process-telemetry.ts';
import { type TestSources, testSources } from '#shared/testing/sources.ts';

const much = { perSecond: 1_000_000, burst: 1_000_000 };

/** Of a token like `lamps:light,lamps:read@tenant#client`; tenant and client may be left out. */
export function principalOf(token: string): Principal {
  const [, permissions = '', tenantId = houseTenantId, client = 'test'] =
    /^([^@#]*)(?:@([^#]*))?(?:#(.*))?$/.exec(token) ?? [];
  return {
    ...{ subject: 'someone', kind: 'user', tenantId, client, policies: {} },
    permissions: new Set(permissions.split(',')),
    scopes: 'all',
  };
}

export interface Logged {
  readonly message: string;
  readonly error: unknown;
}

export interface TestEngines {
  readonly engines: Partial<Engines>;
  readonly sources: TestSources;
  /** What was complained about, in order. */
  readonly logged: Logged[];
}

export interface TestApp extends Omit<TestEngines, 'engines'> {
  readonly app: Hono;
  ask(route: string, more?: RequestInit & { readonly token?: string }): Promise<Response>;
}

export function testEngines(wanted: Partial<Engines> = {}): TestEngines {
  const sources = testSources();
  const logged: Logged[] = [];
  const engines = {
    ...sources,
    telemetry: telemetryOff,
    channels: memoryChannels(),
    limits: memoryLimits({ clock: sources.clock }),
    cache: () => memoryCache({ clock: sources.clock, entriesMax: 10 }),
    rates: { token: much, tenant: much, address: much },
    trustedHops: 0,
    verify: principalOf,
    database: () => ({}),
    commands: () => ({}),
    logger: {
      error: (message: string, fields: { error: unknown }) => {
        logged.push({ message, error: fields.error });
      },
    },
    ...wanted,
  };
  return { engines: engines as unknown as Partial<Engines>, sources, logged };
}

export function testApp(declarations: readonly unknown[], wanted: Partial<Engines> = {}): TestApp {
  const { engines, sources, logged } = testEngines(wanted);
  const app = functionApp(declarations as readonly AnyHttp[], engines as Engines);
  return {
    ...{ app, sources, logged },
    async ask(route, { token, ...init } = {}) {
      const [method = '', path = ''] = route.split(' ');
      const headers = new Headers(init.headers);
      if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
      return app.request(path, { ...init, method, headers });
    },
  };
}

export const Lamp = z.strictObject({ name: z.string(), watts: z.int() });

type Loose = HttpDeclaration<undefined, undefined, undefined, Answers, 'none'>;

/** A public function, with as much of it changed as a test needs: even what no compiler lets through. */
export function lampFunction(changed: Readonly<Record<string, unknown>>): Loose {
  return http({
    context: 'lamps',
    name: 'show-lamp',
    purpose: 'Shows a lamp.',
    route: 'GET /lamp',
    permission: 'public',
    transaction: 'none',
    answers: { 200: Lamp },
    scale: { rps: 1, replicasMin: 0, replicasMax: 1 },
    handle: () => ({ status: 200, body: { name: 'hall', watts: 7 }, version: 3 }),
    ...changed,
  }) as unknown as Loose;
}
