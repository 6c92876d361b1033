import { describe, expect, test } from 'vitest';
import { commandId, derivedId, fingerprintOf } from './command.ts';

const identity = {
  tenantId: '0190a5f0-0000-7000-8000-000000000001',
  client: 'desk',
  method: 'POST',
  path: '/v1/lamps/7/lightings',
  idempotencyKey: 'k',
};

describe('The id of a command', () => {
  test('is a UUID of version 8, the same for the same request', () => {
    // printf '<tenant>\ndesk\nPOST\n/v1/lamps/7/lightings\nk' | sha256sum, with version and variant put in.
    expect(commandId(identity)).toBe('1e052bcc-fa37-87fe-8572-b781833ef683');
    expect(commandId({ ...identity })).toBe(commandId(identity));
  });

  test.each(Object.keys(identity))('is another one for another %s', (part) => {
    expect(commandId({ ...identity, [part]: 'other' })).not.toBe(commandId(identity));
  });

  test('has version and variant whatever the text', () => {
    for (let at = 0; at < 500; at += 1)
      expect(derivedId(`${at}`)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
  });
});

test('A fingerprint tells two requests apart', () => {
  expect(fingerprintOf('{"a":1}')).toMatch(/^[\w-]{22}$/);
  expect(fingerprintOf('{"a":1}')).toBe(fingerprintOf('{"a":1}'));
  expect(fingerprintOf('{"a":1}')).not.toBe(fingerprintOf('{"a":2}'));
});
