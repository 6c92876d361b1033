import { describe, expect, test } from 'vitest';
import { day, stay } from '../../scripts/testing/desk.ts';
import { inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

describe('The work list', () => {
  test('has what was flagged, what was turned away and nights short of rooms, in pages', async () => {
    const path = await the.open(1);
    await the.booked(path, 0, 1);
    const { body: flagged } = await the.house.channel.post(`${path}/reservations`, stay(0, 1));
    const limit = { from: day(1), to: day(2), roomType: 'DBL', rooms: 0, hard: true };
    await the.house.desk.post(`${path}/sell-limits`, limit);
    await the.house.channel.post(`${path}/reservations`, stay(1, 1));
    const broken = { from: day(0), to: day(1), roomType: 'DBL', rooms: 1 };
    await the.house.desk.post(`${path}/out-of-order-periods`, broken);

    const { status, body } = await the.house.desk.get(`${path}/work-items`);
    expect(status).toBe(200);
    const kinds = body.workItems.map(({ kind }: { kind: string }) => kind);
    expect(kinds.toSorted()).toEqual(['night', 'reservation', 'turned_away']);
    expect(body.workItems).toContainEqual({
      ...{ id: `${flagged.id}.overbooked`, kind: 'reservation', reason: 'overbooked' },
      ...{ status: 'open', reservationId: flagged.id, nights: [day(0)], rooms: 0 },
      openedOn: day(0),
    });

    const paged = [];
    let cursor = '';
    do {
      const page = await the.house.desk.get(`${path}/work-items?limit=1${cursor}`);
      paged.push(...page.body.workItems);
      cursor = page.body.nextCursor === undefined ? '' : `&cursor=${page.body.nextCursor}`;
    } while (cursor !== '');
    expect(paged).toEqual(body.workItems);

    const some = await the.house.desk.get(`${path}/work-items?reason=overbooked&status=open`);
    const ofReason = some.body.workItems.map(({ kind }: { kind: string }) => kind);
    expect(ofReason).toEqual(kinds.filter((kind: string) => kind !== 'night'));
    const none = await the.house.desk.get(`${path}/work-items?status=resolved`);
    expect(none.body).toEqual({ workItems: [] });
  });

  test('closes what has no cause any more', async () => {
    const path = await the.open(1);
    await the.booked(path, 0, 1);
    const { body: flagged } = await the.house.channel.post(`${path}/reservations`, stay(0, 1));
    await the.house.desk.post(`${path}/reservations/${flagged.id}/cancellations`, {
      reason: 'other',
    });
    const { body } = await the.house.desk.get(`${path}/work-items`);
    expect(body.workItems).toMatchObject([{ reason: 'overbooked', status: 'closed' }]);
  });
});
