/** A good API token, everything that is almost one, and how long one works that was revoked. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ChannelsUnavailable } from '#shared/cache/channels.ts';
import { apiTokensRevoked } from '#shared/function/api-tokens-revoked.ts';
import { digestOf, newApiToken } from './api-token-text.ts';
import { type ApiTokenHouse, apiTokenHouse, said } from './testing/api-tokens.ts';
import { tenantId } from './testing/tokens.ts';

const thing = '0190a5f0-0000-7000-8000-0000000000aa';

let house: ApiTokenHouse;
beforeAll(async () => {
  house = await apiTokenHouse();
});
afterAll(() => house.stop());

describe('A good API token', () => {
  test('says who asks: its tenant, its scopes, and what it was given and its roles still may', async () => {
    const { id, token } = await house.make({
      ...{ roles: ['keeper', 'feed'], permissions: ['lamps:light', 'lamps:break'] },
      ...{ scope_ids: [thing], requests_per_second: 5 },
    });
    expect(await house.verifier()(token)).toEqual({
      ...{ subject: `api-token:${id}`, kind: 'user', tenantId, client: 'api-token:lamps' },
      permissions: new Set(['lamps:light']),
      scopes: new Set([thing]),
      policies: { wick: 'short' },
      token: { rate: { perSecond: 5, burst: 10 } },
    });
  });

  test('of a role that is gone may nothing, and of the operator’s there is none', async () => {
    const { token } = await house.make({ roles: ['gone'], permissions: ['lamps:light'] });
    expect(await house.verifier()(token)).toMatchObject({ permissions: new Set() });
    await expect(house.make({ roles: ['operator'] })).rejects.toThrow('api_tokens_roles_check');
  });

  test('of no tenant but the house is none', async () => {
    const nobody = '00000000-0000-0000-0000-000000000000';
    await expect(house.make({ tenant_id: nobody })).rejects.toThrow('api_tokens_tenant_id_check');
  });

  test('is looked up once, however many come with it, and then answered at once', async () => {
    const verify = house.verifier();
    const { token } = await house.make();
    const before = house.reads();
    const all = await Promise.all(Array.from({ length: 50 }, () => verify(token)));
    expect(new Set(all.map(said))).toEqual(new Set(['let in']));
    // Those that came before the first answer share a read, or the one after it.
    expect(house.reads() - before).toBeLessThanOrEqual(2);
    expect(verify(token)).not.toBeInstanceOf(Promise);
  });
});

describe('An API token is refused', () => {
  let good: string;
  let id: string;
  let other: { readonly id: string; readonly token: string };
  beforeAll(async () => {
    ({ id, token: good } = await house.make());
    other = await house.make();
    expect(said(await house.verifier()(good))).toBe('let in');
  });

  /** With a checksum that is right: only the digest tells. */
  const resigned = (bytes: Buffer) => newApiToken(id, { bytes: () => bytes });
  const prefixLength = 'serai_'.length + 32 + 1;
  const mutants: Readonly<Record<string, () => string>> = {
    'of another secret': () => resigned(Buffer.alloc(32, 9)),
    'of the empty secret': () => resigned(Buffer.alloc(32)),
    'of nobody': () => newApiToken(house.sources.ids.next(), house.sources.random),
    'of the nil id': () =>
      newApiToken('00000000-0000-0000-0000-000000000000', house.sources.random),
    'with the secret of another token': () =>
      `${good.slice(0, prefixLength)}${other.token.slice(prefixLength)}`,
    'that is its digest': () => digestOf(good),
    'that is its digest behind the prefix': () => `${good.slice(0, prefixLength)}${digestOf(good)}`,
    'that is its name alone': () => good.slice(0, prefixLength - 1),
    'without a secret': () => good.slice(0, prefixLength),
    'without its checksum': () => good.slice(0, -6),
    'without its last character': () => good.slice(0, -1),
    'without its first character': () => good.slice(1),
    'without its prefix': () => good.slice('serai_'.length),
    'with a character more': () => `${good}0`,
    'with a character before': () => `x${good}`,
    twice: () => `${good}${good}`,
    'in capital letters': () => good.toUpperCase(),
    'in small letters': () => good.toLowerCase(),
    'with the prefix of others': () => `ghp_${good.slice('serai_'.length)}`,
    'with a capital prefix': () => `Serai_${good.slice('serai_'.length)}`,
    'with the id as it is shown': () => `serai_${id}_${good.slice(prefixLength)}`,
    'with a line’s end': () => `${good}\n`,
    'with a space inside': () => `${good.slice(0, 50)} ${good.slice(51)}`,
    'with a null inside': () => `${good.slice(0, 50)}\0${good.slice(51)}`,
    'with a dot inside': () => `${good.slice(0, 50)}.${good.slice(51)}`,
    'with a quote inside': () => `${good.slice(0, 50)}'${good.slice(51)}`,
    'with a letter that looks alike': () => good.replace('serai_', 'ser\u0430i_'),
    'in base64': () => Buffer.from(good).toString('base64url'),
    reversed: () => [...good].reverse().join(''),
    'as a JWT': () => `${good}.${good}.${good}`,
    'that is only the word': () => 'serai_',
    'that is very long': () => `serai_${'a'.repeat(9000)}`,
  };
  const places = Array.from({ length: 87 }, (_, at) => at).filter((at) => at % 3 === 0);
  const almost = places.map((at): [string, () => string] => [
    `with another character at ${at}`,
    () => `${good.slice(0, at)}${good[at] === 'e' ? 'f' : 'e'}${good.slice(at + 1)}`,
  ]);
  const all = [...Object.entries(mutants), ...almost];

  test.each(all)('%s', async (_what, mutant) => {
    const verify = house.verifier();
    expect(said(await verify(mutant()))).toMatch(/^token_invalid/);
    expect(said(await verify(good))).toBe('let in');
  });

  test('in 50 ways and more', () => {
    expect(new Set(all.map(([, mutant]) => mutant())).size).toBeGreaterThanOrEqual(60);
  });

  test('without asking the database when it was mistyped', async () => {
    const before = house.reads();
    expect(said(await house.verifier()(`${good.slice(0, -1)}!`))).toMatch(/^token_invalid: it is/);
    expect(house.reads()).toBe(before);
  });

  test('from the moment at which it ends, also when it is known', async () => {
    const { clock } = house.sources;
    const verify = house.verifier();
    const { token } = await house.make({ expires_at: new Date(clock.nowMs() + 5_000) });
    expect(said(await verify(token))).toBe('let in');
    clock.advance(4_999);
    expect(said(await verify(token))).toBe('let in');
    clock.advance(1);
    expect(said(await verify(token))).toBe('token_expired: ');
    expect(said(await house.verifier()(token))).toBe('token_expired: ');
  });

  test('and is not told from one that is not there, unless its secret is right', async () => {
    const revoked = await house.make({ revoked_at: new Date(house.sources.clock.nowMs()) });
    const verify = house.verifier();
    expect(said(await verify(revoked.token))).toBe('token_invalid: it was revoked');
    const guessed = newApiToken(revoked.id, house.sources.random);
    expect(said(await verify(guessed))).toBe('token_invalid: ');
    expect(said(await verify(newApiToken(thing, house.sources.random)))).toBe('token_invalid: ');
  });
});

describe('A token that is revoked', () => {
  test('ends within ten seconds where nobody hears of it', async () => {
    const { clock } = house.sources;
    const verify = house.verifier({ channels: undefined });
    const { id, token } = await house.make();
    expect(said(await verify(token))).toBe('let in');
    await house.revoke(id);
    clock.advance(8_999);
    expect(said(await verify(token))).toBe('let in');
    clock.advance(1);
    expect(said(await verify(token))).toBe('token_invalid: it was revoked');
  });

  test('ends at once where it is heard, and no other does', async () => {
    const verify = house.verifier();
    const { id, token } = await house.make();
    const other = await house.make();
    await verify(token);
    await verify(other.token);
    await house.revoke(id);
    const before = house.reads();
    await house.channels.publish(apiTokensRevoked, id);
    expect(said(await verify(token))).toBe('token_invalid: it was revoked');
    expect(said(await verify(other.token))).toBe('let in');
    expect(house.reads() - before).toBe(1);
  });

  test('ends within a second as long as it should be heard and cannot be', async () => {
    const { clock } = house.sources;
    let away = true;
    const verify = house.verifier({
      channels: {
        subscribe: (channel, receive) =>
          away
            ? Promise.reject(new ChannelsUnavailable('away'))
            : house.channels.subscribe(channel, receive),
      },
    });
    const { id, token } = await house.make();
    await verify(token);
    clock.advance(899);
    expect(verify(token)).not.toBeInstanceOf(Promise);
    clock.advance(1);
    away = false;
    // It listens from now on; what it knows from before it did ends as soon.
    expect(said(await verify(token))).toBe('let in');
    clock.advance(900);
    expect(said(await verify(token))).toBe('let in');
    clock.advance(8_999);
    expect(verify(token)).not.toBeInstanceOf(Promise);
    await house.revoke(id);
    await house.channels.publish(apiTokensRevoked, id);
    expect(said(await verify(token))).toBe('token_invalid: it was revoked');
    expect(house.failures).toEqual([]);
  });

  test('is not kept by who read it before and hears of it while reading', async () => {
    const { id, token } = await house.make();
    const { promise: told, resolve: tell } = Promise.withResolvers<void>();
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const kept = {
      ...{ id, tenantId, name: 'lamps', digest: digestOf(token), roles: ['keeper'] },
      ...{ permissions: ['lamps:light'], scopeIds: ['all'], requestsPerSecond: null },
      ...{ expiresAtMs: house.sources.clock.nowMs() + 60_000, revoked: false },
      usedAtMs: house.sources.clock.nowMs(),
    };
    const slow = async <T>(): Promise<T> => {
      ask();
      await told;
      return new Map([[id, kept]]) as T;
    };
    const verify = house.verifier({ database: { read: slow, write: slow } });
    const answer = verify(token);
    await asked;
    await house.channels.publish(apiTokensRevoked, id);
    tell();
    // It came before it was revoked, and the next one does not.
    expect(said(await answer)).toBe('let in');
    expect(verify(token)).toBeInstanceOf(Promise);
  });
});

describe('When a token was last used', () => {
  test('is written once a minute at most, by whichever process, and not by who is refused', async () => {
    const { clock } = house.sources;
    const { id, token } = await house.make();
    await house.verifier()(newApiToken(id, house.sources.random));
    const first = clock.nowMs();
    await house.verifier()(token);
    await vi.waitFor(async () => expect(await house.usedAtMs(id)).toBe(first));
    clock.advance(59_999);
    const before = house.writes();
    await house.verifier()(token);
    expect(house.writes()).toBe(before);
    clock.advance(1);
    const second = clock.nowMs();
    await Promise.all([house.verifier()(token), house.verifier()(token)]);
    await vi.waitFor(async () => expect(await house.usedAtMs(id)).toBe(second));
    expect(second - first).toBe(60_000);
  });

  test('is no reason to refuse it when it cannot be written', async () => {
    const { id, token } = await house.make();
    const full = new Error('the disk is full');
    const complaints: unknown[] = [];
    const verify = house.verifier({
      database: { ...house.database, write: () => Promise.reject(full) },
      failed: (error) => complaints.push(error),
    });
    expect(said(await verify(token))).toBe('let in');
    await vi.waitFor(() => expect(complaints).toEqual([full]));
    expect(await house.usedAtMs(id)).toBeUndefined();
  });
});
