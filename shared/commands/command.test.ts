import { describe, expect, test } from 'vitest';
import { commandId, derivedId, fingerprintOf } from './command.ts';

const identity = {
  tenantId: '0190a5f0-0000-7000-8000-000000000001',
  client: 'desk',
  method: 'POST',
  path: '/v1/lamps/7/lightings',
  idempotencyKey: 'k',
};

const key = '01a22d7e-bc9c-733e-92fa-48a1d35e0485';

describe('The id of a command', () => {
  test('is a UUID of version 8, the same for the same request', () => {
    // printf '<tenant>\ndesk\nPOST\n/v1/lamps/7/lightings\nk' | sha256sum, with version and variant put in.
    expect(commandId(identity)).toBe('1e052bcc-fa37-87fe-8572-b781833ef683');
    expect(commandId({ ...identity })).toBe(commandId(identity));
  });

  test.each(Object.keys(identity))('is another one for another %s', (part) => {
    expect(commandId({ ...identity, [part]: 'other' })).not.toBe(commandId(identity));
  });

  test('is a UUID of version 7 and of the time of a key that is one, and otherwise of the hash', () => {
    // As above, with the key's time put in, too.
    const timed = { ...identity, idempotencyKey: key };
    expect(commandId(timed)).toBe('01a22d7e-bc9c-75f1-9a8c-f9e8ccfdb6d8');
  });

  test.each([
    ['in capitals', key.toUpperCase()],
    ['of version 4', key.replace('-7', '-4')],
    ['of another variant', key.replace('-92', '-c2')],
    ['with something behind it', `${key}.1`],
    ['with something before it', `a${key}`],
  ])('is of the hash alone beside a key that is none: %s', (_, idempotencyKey) => {
    const id = commandId({ ...identity, idempotencyKey });
    expect(id.slice(14, 15)).toBe('8');
    expect(id.slice(0, 13)).not.toBe(key.slice(0, 13));
  });
});

describe('A derived id', () => {
  test('has version and variant whatever the text', () => {
    for (let at = 0; at < 500; at += 1) {
      expect(derivedId(`${at}`)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      expect(derivedId(`${at}`, key)).toMatch(
        /^01a22d7e-bc9c-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
  });

  test('beside a UUIDv7 differs from it and from others beside it in its hash', () => {
    const ids = new Set([key]);
    for (let at = 0; at < 10_000; at += 1) ids.add(derivedId(`${at}`, key));
    expect(ids.size).toBe(10_001);
  });
});

test('A fingerprint tells two requests apart', () => {
  expect(fingerprintOf('{"a":1}')).toMatch(/^[\w-]{22}$/);
  expect(fingerprintOf('{"a":1}')).toBe(fingerprintOf('{"a":1}'));
  expect(fingerprintOf('{"a":1}')).not.toBe(fingerprintOf('{"a":2}'));
});
