/** What a process makes of its environment, and how it says what is wrong with it. */
import { describe, expect, test } from 'vitest';
import { ownForm } from '#shared/http/issuer-settings.ts';
import { settingsOf } from './settings.ts';

const issuer = {
  issuer: 'https://issuer.example',
  audience: 'serai',
  algorithms: ['EdDSA'],
  keys: { jwks: { keys: [{ kty: 'OKP' }] } },
  tenants: 'any',
  roles: { writer: 'house-writer' },
};
const tenantId = '018F0000-0000-7000-8000-0000000000A1';

function environment(changed: Readonly<Record<string, string | undefined>> = {}) {
  return {
    DATABASE_URL: 'postgres://somebody@somewhere/serai',
    SERAI_ISSUERS: JSON.stringify([issuer]),
    SERAI_SIGNING_SECRET: 'x'.repeat(32),
    ...changed,
  };
}

function faultOf(changed: Readonly<Record<string, string | undefined>>): string {
  try {
    settingsOf(environment(changed), 'a-function');
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'none';
}

describe('Settings', () => {
  test('have a value where nothing is given', () => {
    expect(settingsOf(environment(), 'a-function')).toMatchObject({
      ...{ port: 8080, hostname: '127.0.0.1', trustedHops: 0, logLevel: 'info' },
      ...{ revision: undefined, tracesPerSecond: undefined, otlpEndpoint: undefined },
      ...{
        leaseMs: undefined,
        redisUrl: undefined,
        kafka: undefined,
        databaseConnectionsMax: undefined,
      },
      database: {
        ...{ url: 'postgres://somebody@somewhere/serai', pooled: false },
        directUrl: 'postgres://somebody@somewhere/serai',
      },
      ...{ shards: [], providerReach: 'public' },
      issuers: [issuer],
    });
  });

  test('may name more databases, in their order', () => {
    const { shards } = settingsOf(
      environment({ DATABASE_SHARD_URLS: 'postgres://one/serai, postgres://two:5433/serai' }),
      'a-function',
    );
    expect(shards).toEqual([
      {
        ...{ url: 'postgres://one/serai', directUrl: 'postgres://one/serai' },
        pooled: false,
      },
      {
        ...{ url: 'postgres://two:5433/serai', directUrl: 'postgres://two:5433/serai' },
        pooled: false,
      },
    ]);
  });

  const many = Array.from({ length: 64 }, (_, at) => `postgres://host${at}/serai`).join(',');
  test.each<[string, Record<string, string>, string]>([
    ['', {}, 'is not a list of URLs'],
    ['one', {}, 'is not a list of URLs'],
    ['postgres://one/serai,', {}, 'is not a list of URLs'],
    ['postgres://nobody@somewhere/serai', {}, 'names somewhere/serai twice'],
    ['postgres://somewhere:5432/serai', {}, 'names somewhere/serai twice'],
    ['postgres://one/serai,postgres://a@one/serai?b=c', {}, 'names one/serai twice'],
    ['postgres://one:6432/serai', {}, 'leads to a connection pooler (port 6432)'],
    [many, {}, 'makes more than 64 databases'],
    [
      'postgres://one/serai',
      { KAFKA_BROKERS: 'kafka:9092' },
      'does not go with KAFKA_BROKERS: the log of several databases is in themselves',
    ],
    [
      'postgres://one/serai',
      { DATABASE_DIRECT_URL: 'postgres://direct/serai' },
      'does not go with DATABASE_DIRECT_URL: each address is that of the server itself',
    ],
    [
      'postgres://one/serai',
      { DATABASE_DRIVER: 'neon' },
      'does not go with DATABASE_DRIVER: each is reached by TCP',
    ],
  ])('with the databases %j and %j are refused: the list %s', (urls, more, fault) => {
    expect(faultOf({ DATABASE_SHARD_URLS: urls, ...more })).toBe(
      `The environment is not complete: DATABASE_SHARD_URLS: ${fault}.`,
    );
  });

  test('are what is given', () => {
    const given = settingsOf(
      environment({
        ...{ PORT: '0', HOST: '::', SERAI_TRUSTED_HOPS: '10', LOG_LEVEL: 'silent' },
        ...{ K_REVISION: 'r-1', SERAI_TRACES_PER_SECOND: '0.5', SERAI_LEASE_MS: '1000' },
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      }),
      'a-function',
    );
    expect(given).toMatchObject({
      ...{ port: 0, hostname: '::', trustedHops: 10, logLevel: 'silent', revision: 'r-1' },
      ...{ tracesPerSecond: 0.5, leaseMs: 1000, otlpEndpoint: 'http://collector:4318' },
    });
    expect(given.signingSecret.reveal()).toBe('x'.repeat(32));
    expect(given.instance).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  });

  test.each([
    ['DATABASE_URL', undefined, 'is missing'],
    ['DATABASE_URL', 'somewhere', 'is not a URL'],
    ['PORT', '65536', 'is not a number from 0 to 65535'],
    ['PORT', '1.5', 'is not a whole number from 0 to 65535'],
    ['PORT', '', 'is not a number from 0 to 65535'],
    ['SERAI_TRUSTED_HOPS', '11', 'is not a number from 0 to 10'],
    ['SERAI_TRACES_PER_SECOND', '-1', 'is not a number from 0 to 10000'],
    ['SERAI_LEASE_MS', '999', 'is not a number from 1000 to 120000'],
    ['SERAI_SIGNING_SECRET', 'x'.repeat(31), 'has fewer than 32 characters'],
    ['LOG_LEVEL', 'loud', 'is not one of debug, info, warn, error, silent'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', '', 'is not a URL'],
    ['SERAI_ISSUERS', '{', 'is not JSON'],
    ['SERAI_ISSUERS', '{}', 'is not a list'],
    ['SERAI_ISSUERS', '[]', 'names no issuer'],
  ])('are refused for %s %j: it %s', (name, value, fault) => {
    expect(faultOf({ [name]: value })).toBe(`The environment is not complete: ${name}: ${fault}.`);
  });

  test('are refused for all that is wrong at once', () => {
    expect(faultOf({ DATABASE_URL: undefined, PORT: 'x' })).toBe(
      'The environment is not complete: PORT: is not a number from 0 to 65535; DATABASE_URL: is missing.',
    );
  });
});

describe('An issuer', () => {
  test.each([
    [{ keys: { uri: 'https://issuer.example/keys' } }, {}],
    [{ keys: { uri: 'http://127.0.0.1:7/keys' } }, {}],
    [{ keys: 'discovered', tokenType: 'at+jwt', rolesClaim: ['realm_access', 'roles'] }, {}],
    [{ scopes: 'all' }, {}],
    [{ scopes: { claim: ['houses'] } }, {}],
    [{ tenants: [tenantId] }, { tenants: [tenantId.toLowerCase()] }],
  ])('may be %j', (changed, read = changed) => {
    const given = { ...issuer, ...changed };
    const { issuers } = settingsOf(
      environment({ SERAI_ISSUERS: JSON.stringify([given]) }),
      'a-function',
    );
    expect(issuers).toEqual([{ ...ownForm, ...given, ...read }]);
  });

  test.each<[object, string]>([
    [{ issuer: '' }, '[0].issuer is not a text'],
    [{ audience: 7 }, '[0].audience is not a text'],
    [{ algorithms: [] }, '[0].algorithms is empty'],
    [{ algorithms: 'EdDSA' }, '[0].algorithms is not a list'],
    [{ keys: {} }, '[0].keys has uri or jwks'],
    [{ keys: { uri: 'keys' } }, '[0].keys.uri is not a URL'],
    [{ keys: { uri: 'http://issuer.example/k' } }, '[0].keys.uri is not https, nor this machine'],
    [{ keys: { uri: 'https://a:b@c.example/k' } }, '[0].keys.uri is not https, nor this machine'],
    [
      { keys: 'discovered', issuer: 'http://issuer.example' },
      '[0].keys is discovered, and its issuer is not https, nor this machine',
    ],
    [{ tokenType: 'jose' }, '[0].tokenType is not one of JWT, at+jwt'],
    [{ rolesClaim: 'roles' }, '[0].rolesClaim is not a list'],
    [{ scopes: 'some' }, '[0].scopes is not an object'],
    [{ keys: { jwks: {} } }, '[0].keys.jwks.keys is not a list'],
    [{ keys: { jwks: { keys: [7] } } }, '[0].keys.jwks.keys[0] is not an object'],
    [{ tenants: 'all' }, '[0].tenants is not a list'],
    [{ tenants: ['one'] }, '[0].tenants[0] is not a UUID'],
    [{ roles: { writer: 7 } }, '[0].roles.writer is not a text'],
    [{ trusted: true }, '[0].trusted is not known here'],
  ])('with %j is refused: %s', (changed, fault) => {
    expect(faultOf({ SERAI_ISSUERS: JSON.stringify([{ ...issuer, ...changed }]) })).toBe(
      `The environment is not complete: SERAI_ISSUERS: ${fault}.`,
    );
  });

  test.each(['HS256', 'none'])('never checks by %s', (algorithm) => {
    expect(
      faultOf({ SERAI_ISSUERS: JSON.stringify([{ ...issuer, algorithms: [algorithm] }]) }),
    ).toMatch(/algorithms\[0\] is not one of EdDSA, /);
  });
});
