/** Issuers with keys of their own, and tokens that are good until a test changes something about them. */
import {
  CompactSign,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWTPayload,
  SignJWT,
} from 'jose';
import type { Principal } from '#shared/function/principal.ts';
import { type TestClock, testClock } from '#shared/testing/sources.ts';
import { type Issuer, ownForm } from '../issuer-settings.ts';
import type { RuntimeRefusal } from '../problems.ts';

export const tenantId = '0190a5f0-0000-7000-8000-000000000001';

export const roles = {
  keeper: { kind: 'user', permissions: ['lamps:light'], policies: { wick: 'short' }, house: false },
  feed: { kind: 'channel', permissions: ['lamps:read'], policies: {}, house: false },
  operator: { kind: 'user', permissions: ['tenants:create'], policies: {}, house: true },
} as const;

export type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

interface Head {
  readonly alg?: string;
  readonly kid?: string;
}

export interface Tokens {
  readonly clock: TestClock;
  readonly ours: Keys;
  readonly partners: Keys;
  readonly strange: Keys;
  /** Published by us, and of an algorithm we do not take. */
  readonly elliptic: Keys;
  readonly issuers: readonly [Issuer, Issuer, Issuer];
  nowSeconds(): number;
  claims(more?: object): Record<string, unknown>;
  sign(more?: object, keys?: Keys, head?: Head): Promise<string>;
  /** Signed as it stands: no library looks at what is in it. */
  signText(text: string): Promise<string>;
}

export async function jwks(...keys: readonly (readonly [string, Keys])[]): Promise<JSONWebKeySet> {
  const all = keys.map(async ([kid, { publicKey }]) => ({ ...(await exportJWK(publicKey)), kid }));
  return { keys: await Promise.all(all) };
}

export async function tokens(): Promise<Tokens> {
  const clock = testClock();
  const [ours, partners, strange, elliptic] = await Promise.all([
    newKeys(),
    newKeys(),
    newKeys(),
    newKeys('ES256'),
  ]);
  const common = { ...ownForm, audience: 'serai', algorithms: ['EdDSA'] };
  const house: Issuer = {
    ...common,
    issuer: 'https://house',
    keys: { jwks: await jwks(['k1', ours], ['e1', elliptic]) },
    tenants: 'any',
    roles: { keeper: 'keeper', feed: 'feed', operator: 'operator', stale: 'gone' },
  };
  const partner: Issuer = {
    ...common,
    issuer: 'https://partner',
    keys: { jwks: await jwks(['p1', partners]) },
    tenants: [tenantId],
    roles: { Staff: 'keeper', Boss: 'operator', constructor: 'keeper' },
  };
  const chain: Issuer = {
    ...{ ...partner, issuer: 'https://chain' },
    tenants: [tenantId, '0190a5f0-0000-7000-8000-000000000003'],
  };
  const nowSeconds = () => Math.floor(clock.nowMs() / 1000);
  const claims: Tokens['claims'] = (more = {}) => ({
    ...{ iss: 'https://house', aud: 'serai', sub: 'ada', client_id: 'desk', tenant_id: tenantId },
    ...{ roles: ['keeper'], scope_ids: 'all', exp: nowSeconds() + 60 },
    ...more,
  });
  return {
    ...{ clock, ours, partners, strange, elliptic, nowSeconds, claims },
    issuers: [house, partner, chain],
    sign: (more = {}, { privateKey } = ours, head = {}) =>
      new SignJWT(claims(more) as JWTPayload)
        .setProtectedHeader({ alg: 'EdDSA', kid: 'k1', typ: 'JWT', ...head })
        .sign(privateKey),
    signText: (text) =>
      new CompactSign(Buffer.from(text))
        .setProtectedHeader({ alg: 'EdDSA', kid: 'k1', typ: 'JWT' })
        .sign(ours.privateKey),
  };
}

function newKeys(algorithm = 'EdDSA'): Promise<Keys> {
  return generateKeyPair(algorithm, { extractable: true });
}

export function refused(result: Principal | RuntimeRefusal): string {
  return 'code' in result ? result.code : 'let in';
}
