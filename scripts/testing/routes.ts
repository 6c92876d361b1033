/** Every HTTP function of the product, and a right call of each that a test changes in one thing. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { type RoleName, roleNames, roles } from '#schema/access.ts';
import type { AnyHttp } from '#shared/function/declare.ts';
import { httpDeclarations } from '#shared/openapi/checkout.ts';
import type { Answer, Desk } from './desk.ts';
import { type TestHouse, testHouse } from './house.ts';
import { sampleOf } from './samples.ts';
import { changedTables, contents, contentsAtRest } from './tables.ts';

export type Named = readonly (readonly [string, AnyHttp])[];

export const routes: readonly AnyHttp[] = await httpDeclarations(
  fileURLToPath(new URL('../..', import.meta.url)),
);

export function named(wanted: (declaration: AnyHttp) => boolean): Named {
  return routes.filter(wanted).map((each) => [each.name, each]);
}

export interface Asked {
  readonly propertyId?: string;
  /** As it stands in the URL. */
  readonly query?: string;
  readonly body?: string | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface RouteHouse extends TestHouse {
  /** The path of a property of the tenant. */
  readonly path: string;
  readonly propertyId: string;
  deskFor(declaration: AnyHttp): Promise<Desk>;
  /** A call that is right in everything that a test does not change. */
  call(declaration: AnyHttp, desk: Desk, asked?: Asked): Promise<Answer>;
}

export async function routeHouse(): Promise<RouteHouse> {
  const house = await testHouse();
  const path = await house.open();
  const propertyId = path.split('/').at(-1) ?? '';
  // Its reference data, its statistics and its price list come a moment later, by events.
  for (const known of [path, `${path}/statistics`, `${path}/taxes`]) {
    const answers = async (): Promise<void> =>
      expect((await house.desk.get(known)).status, known).toBe(200);
    await vi.waitFor(answers, { timeout: 15_000, interval: 20 });
  }
  return {
    ...house,
    ...{ path, propertyId },
    async deskFor(declaration) {
      return declaration.permission === 'public' ? house.desk : house.as(roleFor(declaration));
    },
    call(declaration, desk, asked = {}) {
      const [method = '', template = ''] = declaration.route.split(' ');
      const query = asked.query ?? queryOf(declaration);
      const body = asked.body ?? bodyOf(declaration);
      const filled = template.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
        encodeURIComponent(paramOf(declaration, name, asked.propertyId ?? propertyId)),
      );
      return desk.send(method, `${filled}${query === '' ? '' : `?${query}`}`, {
        ...(body === undefined ? {} : { body }),
        headers: {
          'content-type':
            body === undefined
              ? undefined
              : (declaration.textBody?.mediaType ?? 'application/json'),
          'idempotency-key': method === 'POST' ? 'a-key' : undefined,
          ...asked.headers,
        },
      });
    },
  };
}

/** The role that may do the most among those that may do this. */
export function roleFor({ permission }: AnyHttp): RoleName {
  const order = ['operator', 'tenant_admin', ...roleNames] as const;
  const found = order.find((role) => grants(role).includes(permission));
  if (found === undefined) throw new Error(`no role has ${permission}`);
  return found;
}

export function grants(role: RoleName): readonly string[] {
  return roles[role].permissions;
}

function bodyOf({ body, textBody }: AnyHttp): string | undefined {
  return textBody?.example ?? (body === undefined ? undefined : JSON.stringify(sampleOf(body)));
}

function paramOf({ params }: AnyHttp, name: string, propertyId: string): string {
  if (name === 'propertyId' || params === undefined) return propertyId;
  return String((sampleOf(params) as Record<string, unknown>)[name]);
}

function queryOf({ query }: AnyHttp): string {
  if (query === undefined) return '';
  const { cursor: _ours, ...sample } = sampleOf(query, 'output') as Record<string, unknown>;
  return new URLSearchParams(
    Object.entries(sample).map(([name, value]) => [name, String(value)]),
  ).toString();
}

export function expectProblem(
  answer: Answer,
  status: number,
  code: string,
  pointer?: string,
): void {
  const { body, headers } = answer;
  expect(answer.status, JSON.stringify(body)).toBe(status);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body.code).toBe(code);
  expect(body.type).toBe(`/problems/${code}`);
  expect(body.status).toBe(status);
  expect(body.title).toMatch(/^[A-Z].{5,}/);
  expect(body.requestId).toMatch(/^[\w.:-]{1,100}$/);
  expect(headers.get('x-request-id')).toBe(body.requestId);
  expect(headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  if (pointer === undefined) return;
  const pointers: string[] = body.errors.map((error: { pointer: string }) => error.pointer);
  expect(pointers.filter((each) => each === pointer || each.startsWith(`${pointer}/`))).not.toEqual(
    [],
  );
}

/** Of a whole group of tests: no table has changed by any of them. */
export function nothingIsWritten(
  owner: () => TestHouse['owner'],
  except: readonly string[] = [],
): void {
  const apart = Object.fromEntries(except.map((name) => [name, 'anything']));
  let before: Readonly<Record<string, string>>;
  beforeAll(async () => {
    before = { ...(await contentsAtRest(owner())), ...apart };
  });
  afterAll(async () =>
    expect(changedTables(before, { ...(await contents(owner())), ...apart })).toEqual([]),
  );
}
