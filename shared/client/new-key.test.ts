import { expect, test } from 'vitest';
import { newKey } from './new-key.ts';

test('A key is a UUIDv7 of its time, and no two are the same', () => {
  // RFC 9562, appendix A.6: Tuesday, February 22, 2022 2:22:22.00 PM GMT-05:00.
  const atMs = 0x017f22e279b0;
  const keys = new Set<string>();
  for (let at = 0; at < 1_000; at += 1) {
    const key = newKey(atMs);
    expect(key).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    keys.add(key);
  }
  expect(keys.size).toBe(1_000);
  expect(newKey(atMs + 1) > newKey(atMs)).toBe(true);
  const before = Date.now();
  const now = Number.parseInt(newKey().replaceAll('-', '').slice(0, 12), 16);
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});
