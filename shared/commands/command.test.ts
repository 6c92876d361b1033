import { describe, expect, test } from 'vitest';
import { testClock } from '#shared/testing/sources.ts';
import { commandId, derivedId, fingerprintOf, submittedTokens } from './command.ts';

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

describe('The proof that a command was submitted', () => {
  const id = commandId(identity);
  const secret = 'a secret that nobody knows';

  test('opens for a quarter of an hour', () => {
    const clock = testClock();
    const { issue, opened } = submittedTokens(secret, clock.nowMs);
    const token = issue(id);
    expect(opened(token)).toBe(id);
    clock.advance(15 * 60_000 - 1);
    expect(opened(token)).toBe(id);
    clock.advance(1);
    expect(opened(token)).toBeUndefined();
  });

  test('opens in another process with the same secret, and in none with another', () => {
    const { nowMs } = testClock();
    const token = submittedTokens(secret, nowMs).issue(id);
    expect(submittedTokens(secret, nowMs).opened(token)).toBe(id);
    expect(submittedTokens('another', nowMs).opened(token)).toBeUndefined();
  });

  test('does not open when anything of it was changed', () => {
    const { issue, opened } = submittedTokens(secret, testClock().nowMs);
    const token = issue(id);
    const [of = '', until = '', signature = ''] = token.split('.');
    for (const changed of [
      ...['', '.', '..', 'x', of, `${of}.${until}`, `${of}.${until}.`, `${token}.x`, ` ${token}`],
      `${commandId({ ...identity, client: 'x' })}.${until}.${signature}`,
      `${of}.${(Number.parseInt(until, 36) + 1).toString(36)}.${signature}`,
      `${of}.zzzzzzzzz.${signature}`,
      `${of}.${until}.${signature.slice(0, -1)}`,
      `${of}.${until}.${signature.split('').reverse().join('')}`,
    ]) {
      expect(opened(changed)).toBeUndefined();
    }
  });
});
