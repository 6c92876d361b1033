/** The day that the guide tells, played against a real house by people of its own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readText } from '../../laws/sources.ts';
import { deskAt } from '../../testing/desk.ts';
import { type TestHouse, testHouse } from '../../testing/house.ts';
import { say } from '../testing.ts';
import { demoHotelDay } from './demo.ts';

let house: TestHouse;
let home: string;

beforeAll(async () => {
  house = await testHouse();
  home = await mkdtemp(join(tmpdir(), 'serai-day-'));
  const asHouse = deskAt(house.url, await house.operatorToken());
  const { tenantId } = house;
  const users = ['tenant_admin', 'revenue_manager', 'front_desk', 'channel'].map((role) => ({
    ...{ email: `${role.replace('_', '-')}@day.example`, password: 'a-password-for-tests' },
    ...{ tenantId, role },
  }));
  for (const { role, ...user } of users) {
    const body = { ...user, name: role, roles: [role], propertyIds: 'all' };
    expect((await asHouse.post('/v1/users', body)).status).toBe(201);
  }
  await writeFile(join(home, 'credentials.json'), JSON.stringify({ url: house.url, users }));
});
afterAll(async () => {
  await rm(home, { recursive: true });
  await house.stop();
});

/** Times, confirmation numbers and dates are of each telling. */
function steady(story: string): string {
  return story
    .replaceAll(/^ *\d+\.\d{3} s/gm, '0.000 s')
    .replaceAll(/\b[34679ACDEFGHJKMNPQRTVWXY]{10}\b/g, 'XXXXXXXXXX')
    .replaceAll(/\d{4}-\d\d-\d\d/g, '2026-05-12')
    .replaceAll(/(\S) +$/gm, '$1');
}

test('A hotel’s day is played through the API and told as the guide has it', {
  timeout: 120_000,
}, async () => {
  const { code, out, err } = await say([demoHotelDay], ['demo', 'hotel-day', '--home', home]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const [, told] = /```text\n([\s\S]*?)```/.exec(readText('docs/guides/hotel-day.md')) ?? [];
  expect(steady(out)).toBe(steady(told ?? ''));
});
