import { describe, expect, test } from 'vitest';
import { databaseAddress } from './address.ts';

const server = 'postgres://u:secret@db.example:5432/house';
const pooler = 'postgres://u:secret@db.example:6432/house';

describe('An address of the database', () => {
  test('alone is the server itself, and statements are prepared on it', () => {
    expect(databaseAddress(server, undefined)).toEqual({
      ...{ url: server, directUrl: server, pooled: false },
    });
  });

  test('beside a direct one leads through a pooler, whatever its port', () => {
    const through = 'postgres://u:secret@pooler.example/house';
    expect(databaseAddress(through, server)).toEqual({
      ...{ url: through, directUrl: server, pooled: true },
    });
  });

  test('that is the direct one as well leads through none', () => {
    expect(databaseAddress(server, server).pooled).toBe(false);
  });

  test.each([
    [pooler, 'port 6432'],
    ['postgres://u:secret@db.example/house?pgbouncer=true', 'pgbouncer=true'],
    ['postgres://u:secret@ep-cool-1-pooler.eu.neon.tech/house', 'ep-cool-1-pooler.eu.neon.tech'],
  ])('of a pooler alone is refused before anything starts: %s', (url, sign) => {
    expect(() => databaseAddress(url, undefined)).toThrow(
      `DATABASE_URL leads to a connection pooler (${sign}), which carries no LISTEN and no leases; ` +
        'give the address of the server itself in DATABASE_DIRECT_URL as well.',
    );
  });

  test('of a pooler is no direct one', () => {
    expect(() => databaseAddress(pooler, pooler)).toThrow(
      'DATABASE_DIRECT_URL leads to a connection pooler (port 6432), which carries no LISTEN and ' +
        'no leases; it has to be the address of the server itself.',
    );
  });
});
