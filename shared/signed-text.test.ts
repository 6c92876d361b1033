import { describe, expect, test } from 'vitest';
import { testClock } from '#shared/testing/sources.ts';
import { signedTexts, signer } from './signed-text.ts';

describe('A signed text', () => {
  const secret = 'a secret that nobody knows';
  const minuteMs = 60_000;

  test('opens where it was signed for, and says when it ends', () => {
    const clock = testClock();
    const { issue, opened } = signedTexts(secret, 'lamp', clock.nowMs);
    const untilMs = clock.nowMs() + minuteMs;
    const token = issue('a lamp, "lit" · ünïcode', minuteMs, 'tower');
    expect(token).toMatch(/^[\w-]+\.[0-9a-z]+\.[\w-]{32}$/);
    clock.advance(2 * minuteMs);
    expect(opened(token, 'tower')).toEqual({ text: 'a lamp, "lit" · ünïcode', untilMs });
    expect(opened(token, 'cellar')).toBeUndefined();
    expect(opened(token)).toBeUndefined();
  });

  test('opens in another process with the same secret, and for no other secret or purpose', () => {
    const { nowMs } = testClock();
    const token = signedTexts(secret, 'lamp', nowMs).issue('lit', minuteMs);
    expect(signedTexts(secret, 'lamp', nowMs).opened(token)?.text).toBe('lit');
    expect(signedTexts('another', 'lamp', nowMs).opened(token)).toBeUndefined();
    expect(signedTexts(secret, 'door', nowMs).opened(token)).toBeUndefined();
    const sign = signer(secret, nowMs);
    expect(sign('lamp')).toBe(sign('lamp'));
    expect(sign('lamp').opened(token)?.text).toBe('lit');
    expect(sign('door').opened(token)).toBeUndefined();
  });

  test('does not open when anything of it was changed', () => {
    const { issue, opened } = signedTexts(secret, 'lamp', testClock().nowMs);
    const token = issue('lit', minuteMs);
    const [text = '', until = '', signature = ''] = token.split('.');
    for (const changed of [
      ...[
        '',
        '.',
        '..',
        'x',
        text,
        `${text}.${until}`,
        `${text}.${until}.`,
        `${token}.x`,
        ` ${token}`,
      ],
      `${Buffer.from('dark').toString('base64url')}.${until}.${signature}`,
      `${text}.${(Number.parseInt(until, 36) + 1).toString(36)}.${signature}`,
      `${text}.zzzzzzzzz.${signature}`,
      `${text}=.${until}.${signature}`,
      `${text}.${until}.${signature.slice(0, -1)}`,
      `${text}.${until}.${signature.split('').reverse().join('')}`,
    ]) {
      expect(opened(changed), changed).toBeUndefined();
    }
  });
});
