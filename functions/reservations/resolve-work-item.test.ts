import { describe, expect, test } from 'vitest';
import { stay } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

describe('Resolving a work item', () => {
  test('keeps how it was dealt with', async () => {
    const path = await the.open(1);
    await the.booked(path, 0, 1);
    const { body } = await the.house.channel.post(`${path}/reservations`, stay(0, 1));
    const id = `${body.id}.overbooked`;
    const note = 'moved to the house next door';
    const done = await the.house.desk.post(`${path}/work-items/${id}/resolutions`, { note });
    expect([done.status, done.body]).toEqual([200, { id, status: 'resolved', note }]);
    const list = await the.house.desk.get(`${path}/work-items?status=resolved`);
    expect(list.body.workItems).toMatchObject([{ id, status: 'resolved', note }]);
  });

  test('that is not there is refused', async () => {
    const path = await the.open();
    for (const id of ['nothing', encodeURIComponent('a/b c?'), 'x'.repeat(200)]) {
      const answer = await the.house.desk.post(`${path}/work-items/${id}/resolutions`, {
        note: 'x',
      });
      expectRefusal(answer, 404, { code: 'work_item_unknown' });
    }
  });
});
