/** The console's functions over HTTP for tests, on engines that only have what a test gives them. */
import type { Hono } from 'hono';
import { memoryChannels } from '#shared/cache/memory-channels.ts';
import type { AnyHttp } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import type { House } from '#shared/function/house.ts';
import { houseTenantId, type Principal } from '#shared/function/principal.ts';
import { functionApp } from '#shared/http/app.ts';
import { telemetryOff } from '#shared/telemetry/process-telemetry.ts';
import { spanRing } from '#shared/telemetry/span-ring.ts';
import { testSources } from '#shared/testing/sources.ts';

const unlimited = { perSecond: 1_000_000, burst: 1_000_000 };

/** A token is the permissions it stands for, with commas between, and a tenant after `@`. */
function principalOf(token: string): Principal {
  const [permissions = '', tenantId = houseTenantId] = token.split('@');
  return {
    subject: 'someone',
    kind: 'user',
    tenantId,
    permissions: new Set(permissions.split(',')),
    scopes: 'all',
    client: 'test',
    policies: {},
  };
}

export function testHouse(wanted: Partial<House> = {}): House {
  return {
    name: 'Test House',
    functions: [],
    traces: spanRing(),
    demoUsers: [],
    closing: new AbortController().signal,
    ...wanted,
  };
}

export function consoleApp(declarations: readonly unknown[], wanted: Partial<Engines> = {}): Hono {
  const engines = {
    ...testSources(),
    telemetry: telemetryOff,
    channels: memoryChannels(),
    limits: { take: () => ({ allowed: true }) },
    rates: { token: unlimited, tenant: unlimited, address: unlimited },
    verify: principalOf,
    house: testHouse(),
    database: () => ({}),
    commands: () => ({}),
    logger: {
      error: (message: string, fields: object) =>
        Promise.reject(new Error(message, { cause: fields })),
    },
    ...wanted,
  };
  return functionApp(declarations as readonly AnyHttp[], engines as unknown as Engines);
}

export function bearer(permissions: string): { headers: Record<string, string> } {
  return { headers: { authorization: `Bearer ${permissions}` } };
}
