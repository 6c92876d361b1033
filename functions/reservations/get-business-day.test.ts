import { expect, test } from 'vitest';
import { businessDate } from '../../scripts/testing/desk.ts';
import { inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

test('The open business day is that of the property, with the version its changes go by', async () => {
  const path = await the.open();
  const first = await the.house.desk.get(`${path}/business-day`);
  expect([first.status, first.body]).toEqual([200, { businessDate }]);
  expect(first.headers.get('etag')).toBe('"1"');
  const close = (version: string | null) =>
    the.house.desk.post(`${path}/business-day/closures`, { businessDate }, version ?? '', {
      'if-match': version ?? '',
    });
  expect((await close('"9"')).status).toBe(412);
  expect((await close(first.headers.get('etag'))).status).toBe(200);
  const second = await the.house.desk.get(`${path}/business-day`);
  expect(second.headers.get('etag')).toBe('"2"');
  const same = await the.house.desk.get(`${path}/business-day`, { 'if-none-match': '"2"' });
  expect([same.status, same.body]).toEqual([304, undefined]);
});
